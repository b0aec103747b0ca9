import type { DuckDBConnection } from "@duckdb/node-api";
import type { SegmentDefinition } from "../../contract/segments";
import { ProfileError } from "./errors";
import { memberStatuses, membershipIn, memberships } from "./filter";
import { overlay } from "./merge";
import { compilePql } from "./pql";
import { columns, qualified, type RecordTable } from "./records";
import { text, textList } from "./sql";
import { convert } from "./types";

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
  { definitions, now, ...evaluation }: Evaluation & { definitions: SegmentDefinition[]; now: number },
): Promise<void> {
  const { schema, fragments } = evaluation;
  const conditions = definitions.map((definition): [string, string] => [
    definition.id,
    matches(definition, fragments),
  ]);
  const type = fragments.type;
  const time = text(new Date(now).toISOString());
  for (const [id, condition] of conditions) {
    const profiles = await withEvaluated(connection, evaluation);
    const wasMember = `coalesce(list_contains(${textList(memberStatuses)}, ${membershipIn(type, { segmentId: id })}.status), FALSE)`;
    await connection.run(`
      INSERT OR REPLACE INTO ${evaluatedTable(schema)}
      SELECT profile, ${text(id)},
        CASE WHEN NOT matches THEN 'exited' WHEN was_member THEN 'existing' ELSE 'realized' END, ${time}
      FROM (SELECT profile, ${condition} AS matches, ${wasMember} AS was_member FROM ${profiles})
      WHERE matches OR was_member`);
  }
}

function matches({ id, name, expression }: SegmentDefinition, fragments: RecordTable): string {
  const segment = `Evaluating segment ${name ? `"${name}" (${id})` : id}`;
  if (!expression?.value) throw new ProfileError("UNSUPPORTED_PQL", `${segment}: it has no expression`);
  if (expression.format !== undefined && expression.format !== "pql/text") {
    throw new ProfileError(
      "UNSUPPORTED_PQL",
      `${segment}: expressions in ${expression.format} cannot be evaluated here, only pql/text`,
    );
  }
  try {
    return compilePql(expression.value, fragments.type);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new ProfileError(error.code, `${segment}: ${error.message}`, { cause: error });
  }
}
