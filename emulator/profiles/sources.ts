import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse as parseCsv } from "csv-parse";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ProfileError } from "./errors";
import { text } from "./sql";

/** A record as JSON text, with its place in the file for error messages. */
export interface SourceRecord {
  json: string;
  place: string;
}

/** What the extension of a file, before any `.gz`, says of its form. */
export type FileForm = "ndjson" | "json" | "csv" | "tsv" | "parquet";

const forms: Record<string, FileForm> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  csv: "csv",
  tsv: "tsv",
  parquet: "parquet",
};

/** The form of a file that exists. */
export async function fileForm(path: string): Promise<FileForm> {
  const form = forms[/\.([^./\\]+)(?:\.gz)?$/.exec(path)?.[1]?.toLowerCase() ?? ""];
  if (!form) {
    const known = Object.keys(forms).map((extension) => `.${extension}`);
    throw new ProfileError("INVALID_FILE", `Loading ${path}: the extension is none of ${known.join(", ")}`);
  }
  try {
    await access(path);
  } catch (cause) {
    throw new ProfileError("INVALID_FILE", `Loading ${path}: the file cannot be read`, { cause });
  }
  return form;
}

/** The records of a file that is not Parquet. */
export function readRecords(
  connection: DuckDBConnection,
  path: string,
  form: Exclude<FileForm, "parquet">,
): AsyncIterable<SourceRecord> {
  if (form === "ndjson") return readNdjson(path);
  if (form === "json") return readJson(connection, path);
  return readCsv(path, form === "csv" ? "," : "\t");
}

// What breaks off before the end of a pipeline is told by the stream at its end.
function open(path: string): Readable {
  const file = createReadStream(path);
  return path.toLowerCase().endsWith(".gz") ? pipeline(file, createGunzip(), () => {}) : file;
}

async function* readNdjson(path: string): AsyncGenerator<SourceRecord> {
  let line = 0;
  for await (const json of createInterface({ input: open(path), crlfDelay: Infinity })) {
    line += 1;
    const record = line === 1 ? json.replace(/^\uFEFF/, "") : json;
    if (record.trim() !== "") yield { json: record, place: `line ${line}` };
  }
}

/** An array of records, or records one after another, however they are laid out. */
async function* readJson(connection: DuckDBConnection, path: string): AsyncGenerator<SourceRecord> {
  let record = 0;
  const result = await connection.stream(
    `SELECT json::VARCHAR FROM read_json_objects(${text(path)}, format = 'auto')`,
  );
  for await (const rows of result.yieldRows()) {
    for (const [json] of rows) yield { json: json as string, place: `record ${(record += 1)}` };
  }
}

/**
 * Rows under a header whose names may be dot paths. A column holds numbers, booleans, or JSON objects and arrays only if all of
 * its cells are spelled so; otherwise strings, so that `007` stays what it is. A cell left empty is absent, `""` is an empty string.
 */
async function* readCsv(path: string, delimiter: string): AsyncGenerator<SourceRecord> {
  const names: string[] = [];
  const asJson: boolean[] = [];
  for await (const { cells } of readRows(path, delimiter)) {
    if (names.length === 0) names.push(...cells.map((cell) => cell ?? ""));
    else
      cells.forEach(
        (cell, column) => (asJson[column] = (asJson[column] ?? true) && (cell === null || isJsonCell(cell))),
      );
  }
  let row = 0;
  for await (const { cells, line } of readRows(path, delimiter)) {
    if ((row += 1) === 1) continue;
    const place = `line ${line}`;
    const tree: CellTree = new Map();
    cells.forEach((cell, column) => {
      if (cell !== null)
        plant(tree, {
          name: names[column] ?? "",
          json: asJson[column] ? cell : JSON.stringify(cell),
          path,
          place,
        });
    });
    yield { json: spell(tree), place };
  }
}

async function* readRows(
  path: string,
  delimiter: string,
): AsyncGenerator<{ cells: (string | null)[]; line: number }> {
  const parser = pipeline(
    open(path),
    parseCsv({
      delimiter,
      bom: true,
      info: true,
      cast: (cell, { quoting }) => (cell === "" && !quoting ? null : cell),
    }),
    () => {},
  );
  for await (const { record, info } of parser as AsyncIterable<{
    record: (string | null)[];
    info: { lines: number };
  }>) {
    yield { cells: record, line: info.lines };
  }
}

function isJsonCell(cell: string): boolean {
  if (/^(?:true|false|-?(?:0|[1-9]\d{0,14})(?:\.\d{0,14}[1-9])?)$/.test(cell)) return true;
  if (!/^[[{]/.test(cell)) return false;
  try {
    JSON.parse(cell);
    return true;
  } catch {
    return false;
  }
}

type CellTree = Map<string, string | CellTree>;

function plant(tree: CellTree, cell: { name: string; json: string; path: string; place: string }): void {
  const keys = cell.name.split(".");
  const last = keys.pop() ?? "";
  let branch = tree;
  for (const key of keys) {
    const next = branch.get(key) ?? new Map<string, string | CellTree>();
    if (typeof next === "string") throw contradiction(cell);
    branch.set(key, next);
    branch = next;
  }
  if (branch.has(last)) throw contradiction(cell);
  branch.set(last, cell.json);
}

function contradiction(cell: { name: string; path: string; place: string }): ProfileError {
  return new ProfileError(
    "INVALID_FILE",
    `Loading ${cell.path}, ${cell.place}: column ${cell.name} contradicts another column`,
  );
}

function spell(tree: CellTree): string {
  const members = [...tree].map(
    ([key, value]) => `${JSON.stringify(key)}:${typeof value === "string" ? value : spell(value)}`,
  );
  return `{${members.join(",")}}`;
}
