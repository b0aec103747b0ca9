import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import pLimit from "p-limit";
import type { AepClient } from "./client";
import { AepError } from "./errors";
import type { ExportedPart } from "./exportedParts";

/** A value as JSON knows it. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** One exported row, nested as XDM is. */
export type Row = Record<string, JsonValue>;

/** A Parquet file to read: a path of this machine, or a part that is read from AEP piece by piece. */
export type ParquetSource = string | { client: AepClient; part: ExportedPart };

/** Pieces of one part that are asked for at the same time. */
const parallel = 4;

/**
 * The first rows of Parquet files, in their order; of a file, only the groups of rows that are needed are read. Dates
 * become RFC 3339; integers that a number cannot hold, and numbers that JSON does not know, become text. Throws an
 * `AepError`, of kind `unexpected` for a file that is no Parquet.
 */
export async function readRows(sources: Iterable<ParquetSource>, limit: number): Promise<Row[]> {
  const { parquetReadObjects } = await import("hyparquet");
  const rows: Row[] = [];
  for (const source of sources) {
    if (rows.length >= limit) break;
    const range = { rowStart: 0, rowEnd: limit - rows.length };
    const read = async () => parquetReadObjects({ file: await bytesOf(source), compressors, ...range });
    rows.push(...(await named(source, read)).map((row) => toJson(row) as Row));
  }
  return rows;
}

const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input),
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input),
};

async function bytesOf(source: ParquetSource) {
  const { asyncBufferFromFile } = await import("hyparquet");
  if (typeof source === "string") return asyncBufferFromFile(source);
  const { client, part } = source;
  const limit = pLimit(parallel);
  return {
    byteLength: part.bytes,
    slice: (start: number, end?: number) =>
      limit(async () => {
        const bytes = await buffer(await client.files.read(part.fileId, part.name, { start, end }));
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      }),
  };
}

async function named<T>(source: ParquetSource, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AepError) throw error;
    throw new AepError({
      kind: "unexpected",
      operation: `Reading rows of ${typeof source === "string" ? source : source.part.name}`,
      reason: error instanceof Error ? error.message : String(error),
      outcome: "rejected",
    });
  }
}

function toJson(value: unknown): JsonValue {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJson(part)]));
}
