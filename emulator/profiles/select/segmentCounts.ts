import type { DuckDBConnection } from "@duckdb/node-api";
import { evaluateSegments, withEvaluated } from "./evaluation";
import { memberStatuses, membershipIn } from "./filter";
import { mergedProfiles } from "./merge";
import type { EvaluationOutcome, EvaluationPlan, SegmentMembers } from "../write/plan";
import { columns, type RecordTable } from "../records/records";
import { transaction } from "../sandbox";
import { textList } from "../records/sql";

/** The profiles to count: see `mergedProfiles`, with the memberships that evaluations found out. */
interface Counted {
  fragments: RecordTable;
  profiles: string;
}

/** Evaluates segments, each under its merge policy, keeps who is a member, and counts. */
export async function evaluateAndCount(
  connection: DuckDBConnection,
  {
    schema,
    fragments,
    plan: { segments },
    now,
  }: { schema: string; fragments: RecordTable; plan: EvaluationPlan; now: number },
): Promise<EvaluationOutcome> {
  const merged = new Map<string, string>();
  for (const { mergePolicy: policy } of segments) {
    if (!merged.has(policy.id))
      merged.set(policy.id, await mergedProfiles(connection, { schema, fragments, policy }));
  }
  const policyOf = new Map(segments.map(({ definition, mergePolicy }) => [definition.id, mergePolicy.id]));
  const profilesOf = (id: string): string => merged.get(policyOf.get(id) ?? "") ?? "";
  const definitions = segments.map(({ definition }) => definition).filter(({ expression }) => expression);
  await transaction(connection, () =>
    evaluateSegments(connection, { schema, fragments, definitions, profilesOf, now }),
  );
  const outcome: EvaluationOutcome = { profilesByMergePolicy: {}, segments: {} };
  for (const [id, profiles] of merged)
    outcome.profilesByMergePolicy[id] = await countProfiles(connection, profiles);
  for (const id of policyOf.keys()) {
    const profiles = await withEvaluated(connection, { schema, fragments, profiles: profilesOf(id) });
    outcome.segments[id] = await countMembers(connection, id, { fragments, profiles });
  }
  return outcome;
}

/** Counts the profiles of a segment of AEP's own. */
async function countMembers(
  connection: DuckDBConnection,
  segmentId: string,
  { fragments, profiles }: Counted,
): Promise<SegmentMembers> {
  const membership = membershipIn(fragments.type, { segmentId });
  if (!membership) return { byStatus: {}, byNamespace: {} };
  const identities = columns(fragments.type).get("identityMap") ?? "NULL";
  const status = `${membership}.status`;
  const byStatus = await counts(
    connection,
    `SELECT ${status} AS key FROM ${profiles} WHERE ${status} IS NOT NULL`,
  );
  const byNamespace = await counts(
    connection,
    `SELECT unnest(map_keys(${identities})) AS key FROM ${profiles} WHERE list_contains(${textList(memberStatuses)}, ${status})`,
  );
  return { byStatus, byNamespace };
}

/** How many profiles there are. */
async function countProfiles(connection: DuckDBConnection, profiles: string): Promise<number> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${profiles}`);
  return Number(counted.getRows()[0]?.[0]);
}

async function counts(connection: DuckDBConnection, keys: string): Promise<Record<string, number>> {
  const counted = await connection.runAndReadAll(
    `SELECT key, count(*) FROM (${keys}) GROUP BY key ORDER BY key`,
  );
  return Object.fromEntries((counted.getRows() as [string, bigint][]).map(([key, n]) => [key, Number(n)]));
}
