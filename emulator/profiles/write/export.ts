import { rename, rm } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventList } from "../../../contract/exportJobs";
import { makeFolder } from "../../storage/folder";
import { condition, milliseconds } from "../select/filter";
import { writeParquet, type OutputColumn } from "../files/parquet";
import { derivedIdentities } from "../select/identities";
import type { BatchOutcome, ExportOutcome, ExportPlan } from "./plan";
import { absent, packRecord, parsePaths, projectRecord } from "../select/project";
import { columns, type RecordTable } from "../records/records";
import { fromJson, sqlType, type TypeNode } from "../records/types";

/** What an export reads: the profiles merged by its merge policy, and the tables of records. */
export interface ExportSource {
  /** The relation of `mergedProfiles`. */
  profiles: string;
  fragments: RecordTable;
  events: RecordTable;
}

/** Fields that every export contains, whatever fields it asks for. */
const alongside = [["_id"], ["identityMap"]];

/** Number of rows by the namespace of their primary identity. */
type NamespaceCounts = Map<string | null, number>;

/**
 * Writes every batch of a plan. The folders of the batches appear when all batches are complete.
 */
export async function writeBatches(work: {
  connection: DuckDBConnection;
  source: ExportSource;
  plan: ExportPlan;
  signal: AbortSignal;
}): Promise<ExportOutcome> {
  const { connection, source, plan, signal } = work;
  const { filter = {}, fields, additionalFields } = plan.request;
  const started = performance.now();
  const profiles = filter.emptyProfiles
    ? `(${source.profiles} UNION ALL ${emptyProfiles(source)})`
    : source.profiles;
  const eventList = additionalFields?.eventList && eventColumn(source.events, additionalFields.eventList);
  const ofProfile = profileColumns(source.fragments, fields);
  // Readers show only one of two columns with the same name, so a profile's own `eventList` is left
  // out.
  const columns = eventList
    ? [...ofProfile.filter(({ name }) => name !== eventList.column.name), eventList.column]
    : ofProfile;
  const batches: BatchOutcome[] = [];
  const profilesByNamespace = new Map<string, number>();
  try {
    const all = await countNamespaces(connection, profiles);
    for (const { batchId, folder, segments } of plan.batches) {
      const where = condition(filter, segments, source.fragments.type);
      const selected = await select(connection, { profiles, where, all });
      signal.throwIfAborted();
      // A killed run may have left parts.
      await rm(unfinished(folder), { recursive: true, force: true });
      await makeFolder(unfinished(folder));
      const written = await writeParquet(connection, {
        columns,
        relation: eventList
          ? `${selected.relation} LEFT JOIN ${eventList.relation} USING (profile)`
          : selected.relation,
        folder: unfinished(folder),
      });
      batches.push({ batchId, ...written });
      for (const [namespace, count] of selected.counts(written.records)) {
        if (namespace !== null && count > 0)
          profilesByNamespace.set(namespace, (profilesByNamespace.get(namespace) ?? 0) + count);
      }
    }
    signal.throwIfAborted();
    for (const { folder } of plan.batches) await rename(unfinished(folder), folder);
  } catch (error) {
    for (const { folder } of plan.batches) {
      await rm(unfinished(folder), { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
    throw error;
  }
  const rows = batches.reduce((sum, { records }) => sum + records, 0);
  return {
    batches,
    profiles: rows,
    profilesByNamespace: Object.fromEntries(profilesByNamespace),
    writeMs: performance.now() - started,
  };
}

const unfinished = (folder: string): string => `${folder}.unfinished`;

/** The profiles that meet a condition. `counts` divides their number by namespace. */
async function select(
  connection: DuckDBConnection,
  { profiles, where, all }: { profiles: string; where: string | undefined; all: NamespaceCounts },
): Promise<{ relation: string; counts: (records: number) => NamespaceCounts }> {
  if (!where) return { relation: profiles, counts: () => all };
  const relation = `(SELECT * FROM ${profiles} WHERE ${where})`;
  const [namespace, ...others] = all.keys();
  if (namespace !== undefined && others.length === 0) {
    return { relation, counts: (records) => new Map([[namespace, records]]) };
  }
  // A condition costs more than a join, so it is evaluated once, for the counts and the rows.
  await connection.run(`CREATE OR REPLACE TEMP TABLE selected AS SELECT profile, namespace FROM ${relation}`);
  const counted = await countNamespaces(connection, "selected");
  return {
    relation: `(SELECT * FROM ${profiles} SEMI JOIN selected USING (profile))`,
    counts: () => counted,
  };
}

async function countNamespaces(connection: DuckDBConnection, profiles: string): Promise<NamespaceCounts> {
  const counted = await connection.runAndReadAll(
    `SELECT namespace, count(*) FROM ${profiles} GROUP BY namespace ORDER BY namespace`,
  );
  return new Map(
    (counted.getRows() as [string | null, bigint][]).map(([namespace, count]) => [namespace, Number(count)]),
  );
}

function profileColumns({ type }: RecordTable, fields: string | undefined): OutputColumn[] {
  const paths = fields === undefined ? undefined : [...parsePaths(fields), ...alongside];
  const all = projectRecord(type, paths, () => derivedIdentities(type));
  return [...all].map(([name, { expression }]) => ({ name, expression }));
}

/** The identities that only events have, in the columns of merged profiles. */
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
  const { type } = events;
  const paths = fields === undefined ? undefined : parsePaths(fields);
  const event = packRecord(projectRecord(type, paths, () => derivedIdentities(type)));
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
