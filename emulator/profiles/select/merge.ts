import type { DuckDBConnection } from "@duckdb/node-api";
import type { AttributeMerge, MergePolicy } from "../../../contract/mergePolicies";
import { columns, qualified, type RecordTable } from "../records/records";
import { text, textList } from "../records/sql";
import { member, packStruct, type TypeNode } from "../records/types";

/** The table of profiles with more than one fragment. */
const sharedTable = (schema: string): string => qualified(schema, "shared");

/** Drops merged profiles and finds the profiles that need merging. Call it after every load. */
export async function forgetMerged(
  connection: DuckDBConnection,
  schema: string,
  fragments: RecordTable,
): Promise<void> {
  const merged = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE schema_name = ${text(schema)} AND starts_with(table_name, 'merged ')`,
  );
  for (const [name] of merged.getRows())
    await connection.run(`DROP TABLE ${qualified(schema, String(name))}`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${sharedTable(schema)} AS
     SELECT profile FROM ${fragments.name} GROUP BY profile HAVING count(*) > 1`,
  );
}

/**
 * A relation with a row for each merged profile: `profile`, `ingested` (of the newest fragment),
 * `namespace`, `id`, and the columns of `fragments`. Profiles with several fragments are merged
 * once for each merge policy and kept in a table.
 */
export async function mergedProfiles(
  connection: DuckDBConnection,
  {
    schema,
    fragments,
    policy,
  }: { schema: string; fragments: RecordTable; policy: Pick<MergePolicy, "attributeMerge"> },
): Promise<string> {
  const names = ["profile", "ingested", "namespace", "id", ...columns(fragments.type).values()].join(", ");
  const shared = await connection.runAndReadAll(`SELECT 1 FROM ${sharedTable(schema)} LIMIT 1`);
  if (shared.currentRowCount === 0) return `(SELECT ${names} FROM ${fragments.name})`;

  const attributeMerge: AttributeMerge = policy.attributeMerge ?? { type: "timestampOrdered" };
  const order = attributeMerge.type === "dataSetPrecedence" ? (attributeMerge.order ?? []) : [];
  const merged = qualified(schema, `merged ${attributeMerge.type} ${JSON.stringify(order)}`);
  const values = [...columns(fragments.type)].map(
    ([key, column]) => `${strongest(fragments.type.fields.get(key) as TypeNode, column)} AS ${column}`,
  );
  await connection.run(`
    CREATE TABLE IF NOT EXISTS ${merged} AS
    SELECT profile, max(ingested) AS ingested, any_value(namespace) AS namespace, any_value(id) AS id, ${values.join(", ")}
    FROM (
      SELECT *, row_number() OVER (
        PARTITION BY profile ORDER BY list_position(${textList(order)}, source) NULLS LAST, ingested DESC, seq DESC) AS rank
      FROM ${fragments.name} WHERE profile IN (FROM ${sharedTable(schema)}))
    GROUP BY profile`);
  return `(SELECT ${names} FROM ${fragments.name} ANTI JOIN ${sharedTable(schema)} USING (profile)
           UNION ALL SELECT ${names} FROM ${merged})`;
}

/**
 * Aggregates the fragments' values at one place. Each leaf comes from the fragment with the lowest
 * `rank` that has it.
 */
function strongest(type: TypeNode, value: string): string {
  switch (type.kind) {
    case "scalar":
    case "list":
      return `arg_min(${value}, rank)`;
    case "struct": {
      const fields = [...type.fields].map(([name, field]): [string, string] => [
        name,
        strongest(field, member(value, name)),
      ]);
      return packStruct(fields, `bool_or(${value} IS NOT NULL)`);
    }
    case "map":
    case "json": {
      const values = `list(${value} ORDER BY rank) FILTER (${value} IS NOT NULL)`;
      return `list_reduce(${values}, lambda a, b: ${overlay(type, "a", "b")})`;
    }
  }
}

/**
 * Merges two values leaf by leaf. `strong` wins, `weak` fills the gaps. An array is a leaf, null is
 * a gap.
 */
export function overlay(type: TypeNode, strong: string, weak: string, depth = 0): string {
  const either = (both: string): string =>
    `CASE WHEN ${strong} IS NULL THEN ${weak} WHEN ${weak} IS NULL THEN ${strong} ELSE ${both} END`;
  switch (type.kind) {
    case "scalar":
    case "list":
      return `coalesce(${strong}, ${weak})`;
    case "struct": {
      const fields = [...type.fields].map(([name, field]): [string, string] => [
        name,
        overlay(field, member(strong, name), member(weak, name), depth),
      ]);
      return packStruct(fields, `${strong} IS NOT NULL OR ${weak} IS NOT NULL`);
    }
    case "map": {
      const key = `k${depth}`;
      const keys = `list_concat(map_keys(${strong}), list_filter(map_keys(${weak}), lambda x: NOT map_contains(${strong}, x)))`;
      const value = overlay(type.value, `${strong}[${key}]`, `${weak}[${key}]`, depth + 1);
      return either(
        `map_from_entries(list_transform(${keys}, lambda ${key}: struct_pack(k := ${key}, v := ${value})))`,
      );
    }
    case "json": {
      // A null in a merge patch deletes a key, so nulls are removed from it first.
      const patched = `json_merge_patch(${weak}, json_merge_patch('{}', ${strong}))`;
      return `CASE WHEN ${strong} IS NULL OR json_type(${strong}) = 'NULL' THEN ${weak}
        WHEN json_type(${strong}) = 'OBJECT' AND json_type(${weak}) = 'OBJECT' THEN ${patched} ELSE ${strong} END`;
    }
  }
}
