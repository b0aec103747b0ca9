import Table from "cli-table3";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { AepClient } from "../../provider/aep";

const widestColumn = 36;

export interface ExportedRows {
  /** The files read, in the order of their rows. */
  files: string[];
  /** Rows in all files. */
  total: number;
  /** The first rows, nested as they were exported. */
  first: Record<string, unknown>[];
}

/** Downloads the Parquet files of batches into a folder, one folder a batch. */
export async function downloadBatches(client: AepClient, batchIds: string[], dir: string): Promise<string[]> {
  const files: string[] = [];
  for (const batchId of batchIds) {
    const batchDir = path.join(dir, path.basename(batchId));
    await mkdir(batchDir, { recursive: true });
    for await (const { dataSetFileId } of client.files.ofBatch(batchId)) {
      for await (const { name } of client.files.parts(dataSetFileId)) {
        const file = path.join(batchDir, path.basename(name));
        await pipeline(await client.files.read(dataSetFileId, name), createWriteStream(file));
        files.push(file);
      }
    }
  }
  return files;
}

/** Reads the first rows of Parquet files. */
export async function readFirstRows(files: string[], limit: number): Promise<ExportedRows> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const first: Record<string, unknown>[] = [];
  let total = 0;
  for (const name of files) {
    const file = await asyncBufferFromFile(name);
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    total += rows;
    const wanted = Math.min(rows, limit - first.length);
    if (wanted > 0)
      first.push(...(await parquetReadObjects({ file, metadata, rowStart: 0, rowEnd: wanted })));
  }
  return { files, total, first };
}

/** Renders rows as a table no wider than `width`: a column a leaf, under its dotted path, lists last. */
export function renderRows(rows: Record<string, unknown>[], width: number): string {
  const flat = rows.map((row) => Object.fromEntries(leaves(row)));
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  const isList = (name: string) => flat.some((row) => row[name]?.startsWith("["));
  const columns = [...names.filter((name) => !isList(name)), ...names.filter(isList)];
  const shown: string[] = [];
  const colWidths: number[] = [];
  let used = 1;
  for (const column of columns) {
    const texts = [column, ...flat.map((row) => row[column] ?? "")];
    const needed = Math.min(widestColumn, Math.max(...texts.map((text) => text.length))) + 2;
    if (shown.length > 0 && used + needed + 1 > width) break;
    shown.push(column);
    colWidths.push(needed);
    used += needed + 1;
  }
  const table = new Table({ head: shown, colWidths, style: { head: [], border: [], compact: true } });
  table.push(...flat.map((row) => shown.map((column) => row[column] ?? "")));
  const left = columns.slice(shown.length);
  return left.length === 0 ? table.toString() : `${table.toString()}\nand ${left.join(", ")}`;
}

/** The leaves of a nested value with their dotted paths; arrays are leaves. */
function leaves(value: unknown, at = ""): [path: string, text: string][] {
  if (value === null || value === undefined) return [];
  if (value instanceof Date) return [[at, value.toISOString()]];
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, child]) => leaves(child, at === "" ? key : `${at}.${key}`));
  }
  return [[at, cellText(value)]];
}

function cellText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return value.toString();
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
}
