import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { invalidFile } from "../records/errors";

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** How files begin that hold no text, in hexadecimal, and what helps. */
const noText: [start: string, what: string, remedy: string][] = [
  ["1f8b", "gzip", "give its name the end .gz"],
  ["28b52ffd", "Zstandard", "unpack it"],
  ["504b0304", "a ZIP archive or a workbook", "unpack it, or save it as CSV"],
  ["50415231", "Parquet", "give its name the end .parquet"],
  ["0000feff", "UTF-32", "save it as UTF-8"],
  ["fffe0000", "UTF-32", "save it as UTF-8"],
];

/**
 * The text of a file, piece by piece, without its byte order mark: UTF-8, or UTF-16 with a mark or an ASCII letter at its start.
 * Other bytes are refused with their line, for guessing at them would change letters.
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
    if (piece === undefined) throw await noEncoding(path, encoding, offset);
    offset += chunk.length;
    yield piece;
  }
  if (decoder && decode(decoder) === undefined) throw await noEncoding(path, encoding, offset);
}

// What breaks off before the end of a pipeline is told by the stream at its end.
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

/** The text of the next bytes, or of those left over without any; undefined where they are none of the encoding. */
function decode(decoder: TextDecoder, bytes?: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    return undefined;
  }
}

/** The refusal of bytes that lie somewhere behind an offset; the file is read again to find their line. */
async function noEncoding(path: string, encoding: Encoding, offset: number): Promise<Error> {
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
