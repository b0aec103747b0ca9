import { join } from "node:path";
import { DuckDBInstance, type Json } from "@duckdb/node-api";

/** The files of one batch. */
interface BatchFolder {
  folder: string;
  parts: readonly { name: string }[];
}

/** The first rows, at most 100, of the batches of a dataset, as JSON. */
export async function previewRows(batches: BatchFolder[]): Promise<Record<string, Json>[]> {
  const paths = batches.flatMap(({ folder, parts }) => parts.map(({ name }) => join(folder, name)));
  if (paths.length === 0) return [];
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(", ");
    const reader = await connection.runAndReadAll(
      `FROM read_parquet([${list}], union_by_name = true) LIMIT 100`,
    );
    return reader.getRowObjectsJson();
  } finally {
    instance.closeSync();
  }
}
