import { access } from "node:fs/promises";
import { readCsv } from "./csv";
import { invalidFile } from "../records/errors";
import { splitJson } from "./jsonText";
import type { SourceRecord } from "./sourceRecord";
import { readText } from "./textFile";

/** The format of a file, by its extension before any `.gz`. */
export type FileForm = "ndjson" | "json" | "csv" | "parquet";

const forms: Record<string, FileForm> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
  tsv: "csv",
  parquet: "parquet",
};

/** The format of a file. Throws if the file is missing. */
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

/** The records of a text file. */
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

/**
 * Lines without their ends. Unlike `node:readline`, it does not split at U+2028, which JSON allows
 * in strings.
 */
async function* lines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = [];
  let held = "";
  for await (const piece of pieces) {
    const text = held + piece;
    // The next piece may begin with the line feed of a `\r\n`.
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
