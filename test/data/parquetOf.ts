import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBConnection } from "@duckdb/node-api";

/** A Parquet file with the rows of a query. */
export async function parquetOf(query: string): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), "parquet-"));
  const connection = await DuckDBConnection.create();
  try {
    const file = path.join(folder, "records.parquet");
    await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
    return await readFile(file);
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true });
  }
}
