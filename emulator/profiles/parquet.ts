import { readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId } from "@duckdb/node-api";
import { renameColumns } from "./footer";
import type { PartFile } from "./plan";
import { identifier, text } from "./sql";
import { canBeStruct, type RecordType, type TypeNode } from "./types";

/** Parts are cut at about this size, so that they can be downloaded side by side. */
const partSize = "128MB";

/** The type of a query's rows. */
export function queryType(result: DuckDBResult): RecordType {
  const types = result.columnTypes();
  return {
    kind: "struct",
    fields: new Map(result.columnNames().map((name, index) => [name, typeNode(types[index] as DuckDBType)])),
  };
}

function typeNode(type: DuckDBType): TypeNode {
  if (type.alias === "JSON") return { kind: "json" };
  switch (type.typeId) {
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type;
      return {
        kind: "struct",
        fields: new Map(entryNames.map((name, index) => [name, typeNode(entryTypes[index] as DuckDBType)])),
      };
    }
    case DuckDBTypeId.LIST:
      return {
        kind: "list",
        item: typeNode(type.valueType),
      };
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type;
      if (keyType.typeId !== DuckDBTypeId.VARCHAR) return { kind: "scalar", sql: type.toString() };
      return { kind: "map", value: typeNode(valueType) };
    }
    default:
      return { kind: "scalar", sql: type.toString() };
  }
}

/** A column to write: its name in the file, and its expression in the query. */
export interface OutputColumn {
  name: string;
  expression: string;
}

/** Writes the rows of a relation into parts in a folder that exists, and answers how many they are. */
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
