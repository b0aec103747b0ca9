import type { DuckDBConnection } from "@duckdb/node-api";
import type { SegmentDefinition } from "../../../contract/segments";
import { ProfileError } from "../records/errors";
import { memberships } from "./filter";
import { overlay } from "./merge";
import { Expression, isMember, type ProfilesInView } from "./pql";
import { columns, hasRows, qualified, type RecordTable } from "../records/records";
import { text } from "../records/sql";
import { convert } from "../records/types";

/** A record with all that an evaluation writes, so that the type of the records has room for it. */
export const evaluatedRecord = {
  segmentMembership: { ups: { id: { status: "realized", lastQualificationTime: "2024-03-01T00:00:00Z" } } },
};

/** The memberships that evaluations found out; they count before the loaded ones. */
const evaluatedTable = (schema: string): string => qualified(schema, "evaluated");

/** Makes the table of evaluated memberships. */
export async function createEvaluated(connection: DuckDBConnection, schema: string): Promise<void> {
  await connection.run(`CREATE TABLE ${evaluatedTable(schema)} (
    profile UHUGEINT, segment VARCHAR, status VARCHAR, "lastQualificationTime" VARCHAR, PRIMARY KEY (profile, segment))`);
}

interface Evaluation {
  schema: string;
  fragments: RecordTable;
  /** See `mergedProfiles`. */
  profiles: string;
}

/** Segments to evaluate, each over the profiles that `profilesOf` has for its id. */
interface SegmentEvaluation extends Omit<Evaluation, "profiles"> {
  definitions: SegmentDefinition[];
  profilesOf: (id: string) => string;
  now: number;
}

/** The merged profiles with the memberships that evaluations found out. */
export async function withEvaluated(
  connection: DuckDBConnection,
  { schema, fragments, profiles }: Evaluation,
): Promise<string> {
  const evaluated = await connection.runAndReadAll(`SELECT 1 FROM ${evaluatedTable(schema)} LIMIT 1`);
  const type = fragments.type.fields.get("segmentMembership");
  const column = columns(fragments.type).get("segmentMembership");
  if (evaluated.currentRowCount === 0 || !type || !column) return profiles;
  const own = convert("evaluated_memberships", memberships, type);
  return `(SELECT * EXCLUDE (evaluated_memberships) REPLACE (${overlay(type, own, column)} AS ${column})
    FROM ${profiles} LEFT JOIN (
      SELECT profile, MAP {'ups': map_from_entries(list(struct_pack(k := segment, v :=
        struct_pack(status := status, "lastQualificationTime" := "lastQualificationTime"))))} AS evaluated_memberships
      FROM ${evaluatedTable(schema)} GROUP BY profile) USING (profile))`;
}

/**
 * Evaluates segments over merged profiles and keeps the memberships. Who matches is `realized`, or `existing` if a member before;
 * who was a member and no longer matches is `exited`. All get `now` as their qualification time.
 */
export async function evaluateSegments(
  connection: DuckDBConnection,
  { schema, fragments, definitions, profilesOf, now }: SegmentEvaluation,
): Promise<void> {
  const profilesInView = { type: fragments.type, any: await hasRows(connection, fragments), now };
  const conditions = inOrder(definitions).map(({ id, condition }) => ({
    id,
    sql: condition(profilesInView),
  }));
  const time = text(new Date(now).toISOString());
  for (const { id, sql } of conditions) {
    const profiles = await withEvaluated(connection, { schema, fragments, profiles: profilesOf(id) });
    await connection.run(`
      INSERT OR REPLACE INTO ${evaluatedTable(schema)}
      SELECT profile, ${text(id)},
        CASE WHEN NOT matches THEN 'exited' WHEN was_member THEN 'existing' ELSE 'realized' END, ${time}
      FROM (SELECT profile, ${sql} AS matches, ${isMember(id, fragments.type)} AS was_member FROM ${profiles})
      WHERE matches OR was_member`);
  }
}

/** A segment with its expression, read. */
interface ReadSegment {
  id: string;
  segments: string[];
  condition: (profiles: ProfilesInView) => string;
}

/** The segments in an order in which each comes behind those whose members it asks for. */
function inOrder(definitions: SegmentDefinition[]): ReadSegment[] {
  const all = new Map(definitions.map((definition) => [definition.id, read(definition)]));
  const ordered = new Set<ReadSegment>();
  const seen = new Set<ReadSegment>();
  const add = (segment: ReadSegment | undefined): void => {
    if (!segment || seen.has(segment)) return;
    seen.add(segment);
    for (const id of segment.segments) add(all.get(id));
    ordered.add(segment);
  };
  for (const segment of all.values()) add(segment);
  return [...ordered];
}

/** Names the segment in whatever is refused of its expression. */
function read({ id, name, expression }: SegmentDefinition): ReadSegment {
  const naming = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ProfileError)) throw error;
      const segment = `Evaluating segment ${name ? `"${name}" (${id})` : id}`;
      throw new ProfileError(error.code, `${segment}: ${error.message}`, { cause: error });
    }
  };
  const own = naming(() => Expression.read(expression));
  return { id, segments: own.segments, condition: (profiles) => naming(() => own.sql(profiles)) };
}
