import type { DuckDBConnection } from "@duckdb/node-api";
import type { MergePolicy } from "../../../contract/mergePolicies";
import type { SegmentDefinition } from "../../../contract/segments";
import { withEvaluated } from "./evaluation";
import { mergedProfiles } from "./merge";
import { Expression } from "./pql";
import { hasRows, type RecordTable } from "../records/records";

/** A condition on the profiles of a sandbox. */
export interface Predicate {
  sandbox: string;
  expression: SegmentDefinition["expression"];
  mergePolicy: MergePolicy;
}

/** How much a sandbox holds. */
export interface StoreSize {
  /** Profiles, those too that only events know. */
  profiles: number;
  fragments: number;
  events: number;
}

/** The tables of a sandbox. */
interface Records {
  schema: string;
  fragments: RecordTable;
  events: RecordTable;
}

/** A relation of the profiles that meet a condition. Their memberships are not touched. */
export async function matchingProfiles(
  connection: DuckDBConnection,
  { schema, fragments }: Records,
  { expression, mergePolicy, now }: Omit<Predicate, "sandbox"> & { now: number },
): Promise<string> {
  const any = await hasRows(connection, fragments);
  const condition = Expression.read(expression).sql({ type: fragments.type, any, now });
  const merged = await mergedProfiles(connection, { schema, fragments, policy: mergePolicy });
  const profiles = await withEvaluated(connection, { schema, fragments, profiles: merged });
  return `(SELECT profile FROM ${profiles} WHERE ${condition})`;
}

/** Counts the records of a sandbox. */
export async function sizeOf(
  connection: DuckDBConnection,
  { fragments, events }: Records,
): Promise<StoreSize> {
  const counted = await connection.runAndReadAll(`SELECT
    (SELECT count(*) FROM (SELECT profile FROM ${fragments.name} UNION SELECT profile FROM ${events.name} WHERE namespace IS NOT NULL)),
    (SELECT count(*) FROM ${fragments.name}), (SELECT count(*) FROM ${events.name})`);
  const [profiles = 0, fragmentCount = 0, eventCount = 0] = (counted.getRows()[0] ?? []).map(Number);
  return { profiles, fragments: fragmentCount, events: eventCount };
}
