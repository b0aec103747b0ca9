import { mkdir, rename, rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventList } from "../../contract/exportJobs";
import { condition, milliseconds } from "./filter";
import { writeParquet, type OutputColumn } from "./parquet";
import type { BatchOutcome, ExportOutcome, ExportPlan } from "./plan";
import { absent, packRecord, parsePaths, projectRecord } from "./project";
import { columns, type RecordTable } from "./records";
import { fromJson, sqlType, type TypeNode } from "./types";

/** What an export reads: the merged profiles under its merge policy, and the tables behind them. */
export interface ExportSource {
  /** See `mergedProfiles`. */
  profiles: string;
  fragments: RecordTable;
  events: RecordTable;
}

/** Columns of a record itself that come along when only some fields are asked for. */
const alongside = [["_id"], ["identityMap"]];

/** Writes every batch of a plan. A batch's folder appears when all batches are whole. */
export async function writeBatches(
  connection: DuckDBConnection,
  source: ExportSource,
  plan: ExportPlan,
): Promise<Pick<ExportOutcome, "batches" | "profiles" | "profilesByNamespace" | "writeMs">> {
  const { filter = {}, fields, additionalFields } = plan.request;
  const started = performance.now();
  const profiles = filter.emptyProfiles
    ? `(${source.profiles} UNION ALL ${emptyProfiles(source)})`
    : source.profiles;
  const eventList = additionalFields?.eventList && eventColumn(source.events, additionalFields.eventList);
  const batches: BatchOutcome[] = [];
  const profilesByNamespace: Record<string, number> = {};
  try {
    for (const { batchId, folder, segments } of plan.batches) {
      const selected = `(SELECT * FROM ${profiles} WHERE ${condition(filter, segments, source.fragments.type)})`;
      const counts = await connection.runAndReadAll(
        `SELECT namespace, count(*) FROM ${selected} WHERE namespace IS NOT NULL GROUP BY namespace ORDER BY namespace`,
      );
      for (const [namespace, count] of counts.getRows() as [string, bigint][]) {
        profilesByNamespace[namespace] = (profilesByNamespace[namespace] ?? 0) + Number(count);
      }
      await mkdir(unfinished(folder), { recursive: true });
      const written = await writeParquet(connection, {
        columns: [...profileColumns(source.fragments, fields), ...(eventList ? [eventList.column] : [])],
        relation: eventList ? `${selected} LEFT JOIN ${eventList.relation} USING (profile)` : selected,
        folder: unfinished(folder),
      });
      batches.push({ batchId, ...written });
      plan.onProgress?.(batches.length / plan.batches.length);
    }
    for (const { folder } of plan.batches) await rename(unfinished(folder), folder);
  } catch (error) {
    for (const { folder } of plan.batches) {
      await rm(unfinished(folder), { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
    throw error;
  }
  const rows = batches.reduce((sum, { records }) => sum + records, 0);
  return { batches, profiles: rows, profilesByNamespace, writeMs: performance.now() - started };
}

const unfinished = (folder: string): string => `${folder}.unfinished`;

function profileColumns({ type }: RecordTable, fields: string | undefined): OutputColumn[] {
  const paths = fields === undefined ? undefined : [...parsePaths(fields), ...alongside];
  return [...projectRecord(type, paths)].map(([name, { expression }]) => ({ name, expression }));
}

/** The identities that only events name, as rows like those of merged profiles. */
function emptyProfiles({ fragments, events }: ExportSource): string {
  const own = [...columns(fragments.type)].map(([key, column]) => {
    const type = fragments.type.fields.get(key) as TypeNode;
    if (key !== "identityMap") return `${absent(type)} AS ${column}`;
    const identity = "json_object(namespace, json_array(json_object('id', id, 'primary', true)))";
    return `${fromJson(identity, type)} AS ${column}`;
  });
  return `(SELECT profile, ingested, namespace, id, ${own.join(", ")} FROM (
    SELECT profile, max(ingested) AS ingested, any_value(namespace) AS namespace, any_value(id) AS id FROM ${events.name}
    WHERE namespace IS NOT NULL AND profile NOT IN (SELECT profile FROM ${fragments.name}) GROUP BY profile))`;
}

function eventColumn(
  events: RecordTable,
  { fields, filter = {} }: EventList,
): { column: OutputColumn; relation: string } {
  const event = packRecord(projectRecord(events.type, fields === undefined ? undefined : parsePaths(fields)));
  const bounds: string[] = [];
  const path = "additionalFields.eventList.filter";
  if (filter.fromIngestTimestamp) {
    bounds.push(`ingested > ${milliseconds(filter.fromIngestTimestamp, `${path}.fromIngestTimestamp`)}`);
  }
  if (filter.toIngestTimestamp) {
    bounds.push(`ingested <= ${milliseconds(filter.toIngestTimestamp, `${path}.toIngestTimestamp`)}`);
  }
  const lists = `(SELECT profile, list(${event.expression} ORDER BY ingested, seq) AS event_list
    FROM ${events.name} WHERE ${bounds.join(" AND ") || "TRUE"} GROUP BY profile)`;
  return {
    column: { name: "eventList", expression: `coalesce(event_list, []::${sqlType(event.type)}[])` },
    relation: lists,
  };
}
