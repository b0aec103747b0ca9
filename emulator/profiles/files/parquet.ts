import { readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId } from "@duckdb/node-api";
import { renameColumns } from "./footer";
import type { PartFile } from "../write/plan";
import { identifier, text } from "../records/sql";
import { canBeStruct, type RecordType, type TypeNode } from "../records/types";

/** The approximate size of a part. Parts can be downloaded in parallel. */
const partSize = "128MB";

/** The type of a query's rows. */
export function queryType(result: DuckDBResult): RecordType {
  return rowType(result.columnNames(), result.columnTypes(), () => false);
}

/** The type of a Parquet file's rows, with the column names of the file. */
export async function fileType(connection: DuckDBConnection, path: string): Promise<RecordType> {
  const read = await connection.runAndReadAll(
    `SELECT name, coalesce(num_children, 0), coalesce(logical_type, '') FROM parquet_schema(${text(path)})`,
  );
  const [, ...elements] = read.getRows() as [string, bigint, string][];
  const names: string[] = [];
  const leaves: boolean[] = [];
  let open = 0n;
  // Children follow their element.
  for (const [name, children, logicalType] of elements) {
    if (open === 0n) names.push(name);
    else open -= 1n;
    open += children;
    if (children === 0n) leaves.push(logicalType.startsWith("NullType"));
  }
  const rows = await connection.run(`FROM ${parquetRows(path)} LIMIT 0`);
  // DuckDB reads columns of the type null as integers.
  return rowType(names, rows.columnTypes(), () => leaves.shift() === true);
}

/** The rows of a Parquet file, without columns from the names of its folders. */
export function parquetRows(path: string, options = ""): string {
  return `read_parquet(${text(path)}, hive_partitioning = false${options})`;
}

function rowType(names: readonly string[], types: readonly DuckDBType[], isNull: () => boolean): RecordType {
  const fields = names.map((name, index): [string, TypeNode] => [
    name,
    typeNode(types[index] as DuckDBType, isNull),
  ]);
  return { kind: "struct", fields: new Map(fields) };
}

/**
 * @param isNull Whether the next leaf has the type null. Called once for each leaf, in the order of
 * the columns.
 */
function typeNode(type: DuckDBType, isNull: () => boolean): TypeNode {
  switch (type.typeId) {
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      return rowType(entryNames, entryTypes, isNull);
    }
    case DuckDBTypeId.LIST:
      return { kind: "list", item: typeNode(type.valueType, isNull) };
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type;
      typeNode(keyType, isNull);
      const value = typeNode(valueType, isNull);
      const isText = keyType.typeId === DuckDBTypeId.VARCHAR;
      return isText ? { kind: "map", value } : { kind: "scalar", sql: type.toString() };
    }
    default:
      if (isNull()) return { kind: "scalar", sql: "NULL" };
      return type.alias === "JSON" ? { kind: "json" } : { kind: "scalar", sql: type.toString() };
  }
}

/** A column to write: its name in the file, and its expression in the query. */
export interface OutputColumn {
  name: string;
  expression: string;
}

/** Writes the rows of a relation as parts into an existing folder. */
export async function writeParquet(
  connection: DuckDBConnection,
  { columns, relation, folder }: { columns: OutputColumn[]; relation: string; folder: string },
): Promise<{ records: number; files: PartFile[] }> {
  const standIns = new Map<string, string>();
  const selected = columns.map(({ name, expression }, index) => {
    if (
      canBeStruct([name]) &&
      !columns.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase())
    ) {
      return `${expression} AS ${identifier(name)}`;
    }
    standIns.set(`stand-in for column ${index}`, name);
    return `${expression} AS ${identifier(`stand-in for column ${index}`)}`;
  });
  const result = await connection.runAndReadAll(`
    COPY (SELECT ${selected.join(", ")} FROM ${relation})
    TO ${text(folder)} (FORMAT parquet, FILE_SIZE_BYTES ${text(partSize)}, FILENAME_PATTERN 'part-{i}', OVERWRITE_OR_IGNORE true)`);
  const files = await listParts(folder, standIns);
  return { records: Number(result.getRows()[0]?.[0]), files };
}

async function listParts(folder: string, standIns: Map<string, string>): Promise<PartFile[]> {
  const written = (await readdir(folder)).filter((name) => name.endsWith(".parquet"));
  const number = (name: string): number => Number(/\d+/.exec(name)?.[0]);
  written.sort((a, b) => number(a) - number(b));
  return Promise.all(
    written.map(async (old, index) => {
      const name = `part-${String(index).padStart(5, "0")}.parquet`;
      await rename(join(folder, old), join(folder, name));
      if (standIns.size > 0) await renameColumns(join(folder, name), standIns);
      return { name, bytes: (await stat(join(folder, name))).size };
    }),
  );
}
