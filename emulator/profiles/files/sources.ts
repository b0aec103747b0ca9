import { access } from "node:fs/promises";
import { readCsv } from "./csv";
import { invalidFile } from "../records/errors";
import { splitJson } from "./jsonText";
import type { SourceRecord } from "./sourceRecord";
import { readText } from "./textFile";

/** What the extension of a file, before any `.gz`, says of its form. */
export type FileForm = "ndjson" | "json" | "csv" | "parquet";

const forms: Record<string, FileForm> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
  tsv: "csv",
  parquet: "parquet",
};

/** The form of a file that exists. */
export async function fileForm(path: string): Promise<FileForm> {
  const form = forms[/\.([^./\\]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? ""];
  if (!form) {
    const known = Object.keys(forms).map((extension) => `.${extension}`);
    throw invalidFile(path, `the extension is none of ${known.join(", ")}`);
  }
  try {
    await access(path);
  } catch (cause) {
    throw invalidFile(path, "the file cannot be read", { cause });
  }
  return form;
}

/** The records of a file that is not Parquet. */
export function readRecords(path: string, form: Exclude<FileForm, "parquet">): AsyncIterable<SourceRecord> {
  if (form === "ndjson") return readNdjson(path);
  return form === "json" ? splitJson(path, readText(path)) : readCsv(path);
}

async function* readNdjson(path: string): AsyncGenerator<SourceRecord> {
  let line = 0;
  for await (const json of lines(readText(path))) {
    line += 1;
    if (json.trim() !== "") yield { json, place: `line ${line}` };
  }
}

/** Lines without their ends. Unlike those of `node:readline` they go on behind U+2028, which JSON allows in its strings. */
async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = [];
  let held = "";
  for await (const piece of pieces) {
    const text = held + piece;
    // The line feed that may belong to it comes with the next piece.
    held = text.endsWith("\r") ? "\r" : "";
    const [rest = "", ...others] = text.slice(0, text.length - held.length).split(/\r\n|\r|\n/);
    begun.push(rest);
    for (const next of others) {
      yield begun.join("");
      begun = [next];
    }
  }
  yield begun.join("");
}
