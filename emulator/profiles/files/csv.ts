import { Readable, pipeline } from "node:stream";
import { parse } from "csv-parse";
import { invalidFile } from "../records/errors";
import type { SourceRecord } from "./sourceRecord";
import { readText } from "./textFile";
import { xdmTypeAt } from "../records/xdm";

const separators: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" };

/** How the cells of a column are read: as JSON, as text, or as JSON if all of them look like it. */
type CellForm = "json" | "text" | "either";

/**
 * The records of a CSV file. The names in its header may be dot paths, and the separator is the one
 * between the names. A column holds numbers, booleans, or JSON objects and arrays only if all of
 * its cells look so; otherwise it holds strings, so that `007` stays as it is. XDM fixes the type
 * of some columns. An empty cell is absent, `""` is an empty string.
 */
export async function* readCsv(path: string): AsyncGenerator<SourceRecord> {
  const separator = await separatorOf(path);
  const names: string[] = [];
  const forms: CellForm[] = [];
  for await (const { cells } of readRows(path, separator)) {
    if (names.length === 0) {
      names.push(...cells.map((cell) => cell ?? ""));
      forms.push(...names.map(cellForm));
    } else
      cells.forEach((cell, column) => {
        if (forms[column] === "either" && cell !== null && !isJsonCell(cell)) forms[column] = "text";
      });
  }
  let row = 0;
  for await (const { cells, line } of readRows(path, separator)) {
    if ((row += 1) === 1) continue;
    const place = `line ${line}`;
    const tree: CellTree = new Map();
    cells.forEach((cell, column) => {
      const name = names[column] ?? "";
      const isText = forms[column] === "text";
      // In files that quote every cell, `""` is an absent object or number.
      if (cell === null || (cell === "" && !isText)) return;
      if (!isText && !isJsonCell(cell))
        throw invalidFile(`${path}, ${place}`, `column ${name} holds no JSON`);
      const isPlanted = plant(tree, name.split("."), isText ? JSON.stringify(cell) : cell);
      if (!isPlanted) throw invalidFile(`${path}, ${place}`, `column ${name} contradicts another column`);
    });
    yield { json: spell(tree), place };
  }
}

function cellForm(name: string): CellForm {
  const type = xdmTypeAt(name.split("."));
  if (type === undefined) return "either";
  return typeof type === "string" ? "text" : "json";
}

/** The separator between the names of the header. A comma if there is only one name. */
async function separatorOf(path: string): Promise<string> {
  const header = await firstLine(path);
  if (/^"?sep=./i.test(header))
    throw invalidFile(
      `${path}, line 1`,
      `${header} is no header: delete the line, the separator is found without it`,
    );
  const bare = header.replace(/"[^"]*"/g, "");
  const found = Object.keys(separators).filter((separator) => bare.includes(separator));
  if (found.length > 1) {
    const both = found.map((separator) => separators[separator]).join(" and ");
    throw invalidFile(
      `${path}, line 1`,
      `the header has ${both}, of which only one can separate: put names that contain the other in quotes`,
    );
  }
  return found[0] ?? ",";
}

async function firstLine(path: string): Promise<string> {
  let text = "";
  for await (const piece of readText(path)) {
    text += piece;
    // A line break in quotes is part of a name.
    const line = /^(?:"[^"]*"|[^"\r\n])*(?=[\r\n])/.exec(text)?.[0];
    if (line !== undefined) return line;
  }
  return text;
}

async function* readRows(
  path: string,
  delimiter: string,
): AsyncGenerator<{ cells: (string | null)[]; line: number }> {
  const parser = pipeline(
    Readable.from(readText(path)),
    parse({
      delimiter,
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
  if (!/^\s*[[{]/.test(cell)) return false;
  try {
    JSON.parse(cell);
    return true;
  } catch {
    return false;
  }
}

type CellTree = Map<string, string | CellTree>;

/** Puts JSON at a path. @returns false if the path already holds other JSON. */
function plant(tree: CellTree, path: string[], json: string): boolean {
  const last = path.at(-1) ?? "";
  let branch = tree;
  for (const key of path.slice(0, -1)) {
    const next = branch.get(key) ?? new Map<string, string | CellTree>();
    if (typeof next === "string") return false;
    branch.set(key, next);
    branch = next;
  }
  if (branch.has(last)) return false;
  branch.set(last, json);
  return true;
}

function spell(tree: CellTree): string {
  const members = [...tree].map(
    ([key, value]) => `${JSON.stringify(key)}:${typeof value === "string" ? value : spell(value)}`,
  );
  return `{${members.join(",")}}`;
}
