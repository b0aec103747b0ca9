import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import { firstLine } from "../../firstLine";
import { invalidFile, ProfileError } from "./errors";
import { fileType, parquetRows, queryType } from "../files/parquet";
import { readRecord, type ReadRecord } from "../files/recordText";
import { field, observe, observeType, type Shape } from "./shape";
import type { SourceRecord } from "../files/sourceRecord";
import { fileForm, readRecords } from "../files/sources";
import { identifier } from "./sql";
import type { RecordType, TypeNode } from "./types";
import { xdmFields } from "./xdm";
import { mayDiffer } from "./xdmDoubt";

/**
 * Records that are read but not yet typed: in a table of JSON texts, or still in a Parquet file.
 */
export interface StagedRecords {
  /** A relation with a column `number` and, if there is JSON, a column `record`. */
  relation: string;
  /**
   * The type of the relation's columns `f0`, `f1` and so on, one for each field. Absent if all
   * fields are in the JSON.
   */
  type?: RecordType;
  /** Fields to take from the JSON although they have a column. */
  conformed?: ReadonlySet<string>;
}

/** Where records come from: files, or queries with a column for each field. */
export interface RecordSources {
  files: string[];
  queries?: string[];
}

/**
 * Reads JSON and CSV into temporary tables of the connection, and adds the records of all sources
 * to the shape.
 */
export async function stage(
  connection: DuckDBConnection,
  { files, queries = [], shape }: RecordSources & { shape: Shape },
): Promise<StagedRecords[]> {
  const staged: StagedRecords[] = [];
  for (const query of queries) staged.push(await stageQuery(connection, query, shape));
  for (const path of files) {
    const form = await fileForm(path);
    try {
      if (form === "parquet") staged.push(await stageParquet(connection, path, shape));
      else {
        const relation = await stageRecords(connection, {
          path,
          records: readRecords(path, form),
          observed: (record) => observe(shape, record),
        });
        staged.push({ relation });
      }
    } catch (error) {
      if (error instanceof ProfileError) throw error;
      throw invalidFile(path, firstLine(error), { cause: error });
    }
  }
  return staged;
}

/** Puts records into a new table, numbered from 1. */
async function stageRecords(
  connection: DuckDBConnection,
  {
    path,
    records,
    observed,
  }: { path: string; records: AsyncIterable<SourceRecord>; observed: (record: object) => void },
): Promise<string> {
  const table = await stagingTable(connection);
  const appender = await connection.createAppender(table, "main", "temp");
  let number = 0;
  for await (const { json, place } of records) {
    const read = attempt(() => readRecord(json), `${path}, ${place}`);
    observed(read.record);
    appender.appendBigInt(BigInt((number += 1)));
    appender.appendVarchar(read.json);
    appender.endRow();
  }
  appender.closeSync();
  return `temp.${table}`;
}

function attempt(read: () => ReadRecord, where: string): ReadRecord {
  try {
    return read();
  } catch (error) {
    throw invalidFile(where, `not a record: ${firstLine(error)}`);
  }
}

async function stagingTable(connection: DuckDBConnection): Promise<string> {
  const counted = await connection.runAndReadAll(
    "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'temp'",
  );
  const name = `staged_${String(counted.getRows()[0]?.[0])}`;
  await connection.run(`CREATE TEMP TABLE ${name} (number BIGINT, record JSON)`);
  return name;
}

async function stageQuery(connection: DuckDBConnection, query: string, shape: Shape): Promise<StagedRecords> {
  const type = queryType(await connection.run(`FROM (${query}) LIMIT 0`));
  for (const [key, column] of type.fields) observeType(field(shape, key), column);
  const names = typedColumns(type).join(", ");
  return { relation: `(SELECT row_number() OVER () AS number, * FROM (${query}) AS q(${names}))`, type };
}

/**
 * Leaves columns in their file. Columns whose type XDM fixes are read as JSON if a value may have
 * another type, so that all file formats are converted alike.
 */
async function stageParquet(
  connection: DuckDBConnection,
  path: string,
  shape: Shape,
): Promise<StagedRecords> {
  const type = await fileType(connection, path);
  for (const [key, column] of type.fields) observeType(field(shape, key), column);
  const names = typedColumns(type);
  const relation = `(SELECT * EXCLUDE row_index, row_index + 1 AS number
    FROM ${parquetRows(path, ", file_row_number = true")} AS r(${[...names, "row_index"].join(", ")}))`;
  const own = [...type.fields].flatMap(([key, column], index) => {
    const xdm = xdmFields.get(key);
    return xdm && !isNull(column) ? [{ key, column, xdm, name: names[index] ?? "" }] : [];
  });
  const doubts = own.map(({ name, column, xdm }) => mayDiffer(name, column, xdm));
  const doubtful = await connection.runAndReadAll(
    `SELECT 1 FROM ${relation} WHERE ${doubts.join(" OR ") || "FALSE"} LIMIT 1`,
  );
  if (doubtful.currentRowCount === 0) return { relation, type };
  const members = own.map(({ key, name }) => `${identifier(key)} := ${name}`);
  // Not a stream: it would end when the connection runs another statement.
  const texts = await connection.run(
    `SELECT to_json(struct_pack(${members.join(", ")}))::VARCHAR FROM ${relation} ORDER BY number`,
  );
  const table = await stageRecords(connection, {
    path,
    records: rowsOf(texts),
    // The type of a JSON column does not show what it holds.
    observed: (record) => {
      for (const [key, value] of Object.entries(record))
        if (hasJson(type.fields.get(key))) observe(field(shape, key), value);
    },
  });
  const conformed = new Set(own.map(({ key }) => key));
  return { relation: `(FROM ${relation} JOIN ${table} USING (number))`, type, conformed };
}

async function* rowsOf(texts: DuckDBResult): AsyncGenerator<SourceRecord> {
  let row = 0;
  for await (const rows of texts.yieldRows()) {
    for (const [json] of rows) yield { json: String(json), place: `row ${(row += 1)}` };
  }
}

function isNull(type: TypeNode): boolean {
  return type.kind === "scalar" && type.sql === "NULL";
}

function hasJson(type: TypeNode | undefined): boolean {
  switch (type?.kind) {
    case "json":
      return true;
    case "list":
      return hasJson(type.item);
    case "map":
      return hasJson(type.value);
    case "struct":
      return [...type.fields.values()].some(hasJson);
    default:
      return false;
  }
}

/** Numbered column names for a relation, because its own names may differ only in case. */
export function typedColumns(type: RecordType): string[] {
  return [...type.fields.keys()].map((_key, index) => `f${index}`);
}

/** Drops the tables that {@link stage} created. */
export async function dropStaged(connection: DuckDBConnection): Promise<void> {
  const tables = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp'",
  );
  for (const [name] of tables.getRows()) await connection.run(`DROP TABLE temp.${identifier(String(name))}`);
}
