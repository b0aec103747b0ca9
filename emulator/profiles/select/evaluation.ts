import type { DuckDBConnection } from "@duckdb/node-api";
import type { SegmentDefinition } from "../../../contract/segments";
import { ProfileError } from "../records/errors";
import { memberships } from "./filter";
import { overlay } from "./merge";
import { Expression, isMember, type ProfilesInView } from "./pql";
import { columns, hasRows, qualified, type RecordTable } from "../records/records";
import { text } from "../records/sql";
import { convert } from "../records/types";

/** A record with every field that an evaluation writes. It widens the type of the records. */
export const evaluatedRecord = {
  segmentMembership: { ups: { id: { status: "realized", lastQualificationTime: "2024-03-01T00:00:00Z" } } },
};

/** The table of memberships that evaluations found. They take precedence over loaded ones. */
const evaluatedTable = (schema: string): string => qualified(schema, "evaluated");

/** Creates the table of evaluated memberships. */
export async function createEvaluated(connection: DuckDBConnection, schema: string): Promise<void> {
  await connection.run(`CREATE TABLE ${evaluatedTable(schema)} (
    profile UHUGEINT, segment VARCHAR, status VARCHAR, "lastQualificationTime" VARCHAR, PRIMARY KEY (profile, segment))`);
}

interface Evaluation {
  schema: string;
  fragments: RecordTable;
  /** The relation of `mergedProfiles`. */
  profiles: string;
}

/** The relation of merged profiles with their evaluated memberships. */
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
 * Evaluates segments over merged profiles and keeps the memberships. A profile that matches becomes
 * `realized`, or `existing` if it was a member before. A member that no longer matches becomes
 * `exited`. `now` is the qualification time of all.
 */
export async function evaluateSegments(
  connection: DuckDBConnection,
  { definitions, now, ...evaluation }: Evaluation & { definitions: SegmentDefinition[]; now: number },
): Promise<void> {
  const { schema, fragments } = evaluation;
  const profilesInView = { type: fragments.type, any: await hasRows(connection, fragments), now };
  const conditions = inOrder(definitions).map(({ id, condition }) => ({
    id,
    sql: condition(profilesInView),
  }));
  const time = text(new Date(now).toISOString());
  for (const { id, sql } of conditions) {
    const profiles = await withEvaluated(connection, evaluation);
    await connection.run(`
      INSERT OR REPLACE INTO ${evaluatedTable(schema)}
      SELECT profile, ${text(id)},
        CASE WHEN NOT matches THEN 'exited' WHEN was_member THEN 'existing' ELSE 'realized' END, ${time}
      FROM (SELECT profile, ${sql} AS matches, ${isMember(id, fragments.type)} AS was_member FROM ${profiles})
      WHERE matches OR was_member`);
  }
}

/** A segment with its parsed expression. */
interface ReadSegment {
  id: string;
  segments: string[];
  condition: (profiles: ProfilesInView) => string;
}

/** Orders segments so that each comes after the segments that it refers to. */
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

/** Parses a segment's expression. Errors name the segment. */
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
