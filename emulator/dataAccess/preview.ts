import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** The files of one batch. */
interface BatchFolder {
  folder: string;
  parts: readonly { name: string }[];
}

/** The first rows of a dataset, at most 100, each as JSON text: a number too large for JavaScript stays what it is. */
export async function previewRows(batches: BatchFolder[]): Promise<string[]> {
  const paths = batches.flatMap(({ folder, parts }) => parts.map(({ name }) => join(folder, name)));
  if (paths.length === 0) return [];
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(", ");
    const reader = await connection.runAndReadAll(
      `SELECT to_json(row)::VARCHAR FROM read_parquet([${list}], union_by_name = true) AS row LIMIT 100`,
    );
    return reader.getRows().map(([row]) => String(row));
  } finally {
    instance.closeSync();
  }
}
