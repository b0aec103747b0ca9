import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier } from "./sql";
import { convert, sqlType, type RecordType } from "./types";

/**
 * The two kinds of records. `fragment`: the part of a profile that one source knows. `event`: an
 * ExperienceEvent.
 */
export type RecordKind = "fragment" | "event";

/**
 * A table of records. It has a column for each field (see {@link columns}), and the columns
 * `profile` (a hash of the primary identity), `seq` (the order of loading), `ingested`
 * (milliseconds since 1970), `source` (a dataset id, or NULL), `namespace` and `id` (of the primary
 * identity).
 */
export interface RecordTable {
  /** Qualified and quoted. */
  name: string;
  type: RecordType;
}

/** The columns that every table of records has, with their types. */
const fixedColumns = {
  profile: "UHUGEINT",
  seq: "BIGINT",
  ingested: "BIGINT",
  source: "VARCHAR",
  namespace: "VARCHAR",
  id: "VARCHAR",
};

export const fixedColumnNames = Object.keys(fixedColumns).join(", ");

/**
 * The column names of a type's fields, by field. They are numbered: DuckDB confuses names that
 * differ only in case.
 */
export function columns(type: RecordType): Map<string, string> {
  return new Map([...type.fields.keys()].map((key, index) => [key, `c${index}`]));
}

/** Creates a table of records, or gives an existing one a wider type. */
export async function ensureTable(
  connection: DuckDBConnection,
  table: RecordTable,
  old?: RecordType,
): Promise<void> {
  const news = columns(table.type);
  if (!old) {
    const own = Object.entries(fixedColumns).map(([name, type]) => `${name} ${type}`);
    const fields = [...table.type.fields].map(([key, field]) => `${news.get(key)} ${sqlType(field)}`);
    await connection.run(`CREATE TABLE ${table.name} (${[...own, ...fields].join(", ")})`);
    return;
  }
  if (sqlType(old) === sqlType(table.type)) return;
  const olds = columns(old);
  const fields = [...table.type.fields].map(([key, field]) => {
    const from = old.fields.get(key);
    return `${from ? convert(`t.${olds.get(key)}`, from, field) : `NULL::${sqlType(field)}`} AS ${news.get(key)}`;
  });
  await connection.run(
    `CREATE OR REPLACE TABLE ${table.name} AS SELECT ${[fixedColumnNames, ...fields].join(", ")} FROM ${table.name} t`,
  );
}

/** Whether a table holds records. */
export async function hasRows(connection: DuckDBConnection, table: RecordTable): Promise<boolean> {
  const found = await connection.runAndReadAll(`SELECT 1 FROM ${table.name} LIMIT 1`);
  return found.currentRowCount > 0;
}

/** The name of a table in the schema of a sandbox. */
export function qualified(schema: string, table: string): string {
  return `${identifier(schema)}.${identifier(table)}`;
}
