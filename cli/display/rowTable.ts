import Table from "cli-table3";
import type { JsonValue, Row } from "../../provider/aep";
import { oneLine } from "../../provider/aep/http/errors";

const widestColumn = 36;
/** The width for a terminal of unknown width. */
export const defaultWidth = 110;

/**
 * Renders rows as a table no wider than `width`. Each leaf has a column under its dotted path;
 * lists come last. Columns that do not fit are named below the table.
 */
export function rowTable(rows: Row[], width: number): string {
  const flat = rows.map((row) => new Map(leaves(row)));
  const names = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const isList = (name: string) => flat.some((row) => row.get(name)?.startsWith("["));
  const columns = [...names.filter((name) => !isList(name)), ...names.filter(isList)];
  const shown: string[] = [];
  const colWidths: number[] = [];
  let used = 1;
  for (const column of columns) {
    const texts = [column, ...flat.map((row) => row.get(column) ?? "")];
    const needed = Math.min(widestColumn, Math.max(...texts.map((text) => text.length))) + 2;
    if (shown.length > 0 && used + needed + 1 > width) break;
    shown.push(column);
    colWidths.push(Math.min(needed, Math.max(width - used - 1, 4)));
    used += needed + 1;
  }
  const table = new Table({ head: shown, colWidths, style: { head: [], border: [], compact: true } });
  table.push(...flat.map((row) => shown.map((column) => row.get(column) ?? "")));
  const left = columns.slice(shown.length);
  return left.length === 0 ? table.toString() : `${table.toString()}\nand ${oneLine(left.join(", "), 400)}`;
}

/** The leaves of a nested value with their dotted paths. An array is a leaf. */
function leaves(value: JsonValue, at = ""): [path: string, text: string][] {
  if (value === null) return [];
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, child]) => leaves(child, at === "" ? key : `${at}.${key}`));
  }
  return [[oneLine(at), oneLine(typeof value === "string" ? value : JSON.stringify(value))]];
}
