import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import pLimit from "p-limit";
import type { AepClient } from "../client/client";
import { AepError } from "../http/errors";
import type { ExportedPart } from "./parts";
import { exactly, type JsonValue, keepDigits, toJsonOf } from "./parquetValue";

/** One exported row, nested like its XDM schema. */
export type Row = Record<string, JsonValue>;

/** A Parquet file to read: a local path, or a part that is read from AEP piece by piece. */
export type ParquetSource = string | { client: AepClient; part: ExportedPart };

/** How many pieces of one part are fetched at the same time. */
const parallel = 4;

/**
 * Reads the first rows of Parquet files, file after file, and only the row groups that are needed.
 * Dates and times become RFC 3339 with all their digits. Numbers that JSON cannot hold exactly
 * become text, and bytes become base64. Throws an `AepError`; its kind is `unexpected` if a file is
 * not Parquet.
 */
export async function readRows(sources: Iterable<ParquetSource>, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const source of sources) {
    if (rows.length >= limit) break;
    rows.push(...(await named(source, () => firstRows(source, limit - rows.length))));
  }
  return rows;
}

async function firstRows(source: ParquetSource, limit: number): Promise<Row[]> {
  const { parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const file = await bytesOf(source);
  const metadata = await parquetMetadataAsync(file);
  keepDigits(metadata);
  const toJson = await toJsonOf(metadata);
  const rows = await parquetReadObjects({
    file,
    metadata,
    compressors,
    rowStart: 0,
    rowEnd: limit,
    ...exactly,
  });
  return rows.map((row) => toJson(row) as Row);
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
