import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { invalidFile } from "../records/errors";

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Files that hold no text: their first bytes in hexadecimal, what they hold, and a remedy. */
const noText: [start: string, what: string, remedy: string][] = [
  ["1f8b", "gzip", "give its name the end .gz"],
  ["28b52ffd", "Zstandard", "unpack it"],
  ["504b0304", "a ZIP archive or a workbook", "unpack it, or save it as CSV"],
  ["50415231", "Parquet", "give its name the end .parquet"],
  ["0000feff", "UTF-32", "save it as UTF-8"],
  ["fffe0000", "UTF-32", "save it as UTF-8"],
];

/**
 * The text of a file, piece by piece, without its byte order mark. It is UTF-8, or UTF-16 that
 * starts with a mark or an ASCII letter. Other bytes are refused with their line, because a guess
 * would change letters.
 */
export async function* readText(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let encoding: Encoding = "utf-8";
  let offset = 0;
  for await (const chunk of open(path) as AsyncIterable<Buffer>) {
    if (!decoder) {
      encoding = encodingOf(path, chunk);
      decoder = new TextDecoder(encoding, { fatal: true });
    }
    const piece = decode(decoder, chunk);
    if (piece === undefined) throw await encodingError(path, encoding, offset);
    offset += chunk.length;
    yield piece;
  }
  if (decoder && decode(decoder) === undefined) throw await encodingError(path, encoding, offset);
}

// The last stream of the pipeline reports all errors.
function open(path: string): Readable {
  const file = createReadStream(path);
  return path.toLowerCase().endsWith(".gz") ? pipeline(file, createGunzip(), () => {}) : file;
}

function encodingOf(path: string, bytes: Buffer): Encoding {
  const start = bytes.subarray(0, 4).toString("hex");
  for (const [first, what, remedy] of noText)
    if (start.startsWith(first)) throw invalidFile(path, `it holds ${what}: ${remedy}`);
  if (/^(?:fffe|(?!00)..00)/.test(start)) return "utf-16le";
  return /^(?:feff|00(?!00))/.test(start) ? "utf-16be" : "utf-8";
}

/**
 * Decodes the next bytes, or without bytes the end of the text. Undefined if they are invalid in
 * the encoding.
 */
function decode(decoder: TextDecoder, bytes?: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    return undefined;
  }
}

/** The refusal of invalid bytes after an offset. Reads the file again to find their line. */
async function encodingError(path: string, encoding: Encoding, offset: number): Promise<Error> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let at = 0;
  search: for await (const chunk of open(path) as AsyncIterable<Buffer>) {
    const step = at < offset ? chunk.length : 1;
    for (let index = 0; index < chunk.length; index += step) {
      const piece = decode(decoder, chunk.subarray(index, index + step));
      if (piece === undefined) break search;
      line += piece.split("\n").length - 1;
    }
    at += chunk.length;
  }
  const name = encoding.toUpperCase();
  return invalidFile(
    `${path}, line ${line}`,
    `the text is not in ${name} (maybe in Latin-1): save it as UTF-8`,
  );
}
