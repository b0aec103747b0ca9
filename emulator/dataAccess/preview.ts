import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** A batch's folder and the files in it. */
interface BatchFolder {
  folder: string;
  parts: readonly { name: string }[];
}

/**
 * At most 100 rows of some batches, each as JSON text, because JavaScript would round large
 * numbers.
 */
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
