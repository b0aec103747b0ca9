import { parseJson, parseSpelled, Spelled, toJson } from "./spelledJson";
import { conformed } from "../records/xdm";

/** JSON.parse takes halves of surrogate pairs, which are no Unicode; JSON.stringify escapes them, and only them. */
const surrogate = /\\u[dD][89a-fA-F]/;
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;
const stringOrKey = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** A record read from JSON text, with the text that says the same in the types that XDM fixes. */
export interface ReadRecord {
  json: string;
  /** Its numbers may be `Spelled`. */
  record: Record<string, unknown>;
}

/** Reads a record. Throws, with the reason, when the text is no JSON, or what it holds is no record. */
export function readRecord(json: string): ReadRecord {
  const record = parseJson(json);
  if (!isRecord(record)) throw new Error("not an object");
  if (surrogate.test(json) && loneSurrogate.test(JSON.stringify(JSON.parse(json))))
    throw new Error("half of a surrogate pair");
  if (hasKeyTwice(json, record)) throw new Error("an object has the same key twice");
  if (conformed(record) === record) return { json, record };
  const exact = conformed(parseSpelled(json) as Record<string, unknown>);
  return { json: toJson(exact), record: exact };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Spelled);
}

/** JSON.parse keeps the last of two equal keys, DuckDB the first: only a count tells. */
function hasKeyTwice(json: string, record: object): boolean {
  const keys = countKeys(record);
  // What looks like keys may lie in strings; counting without them takes longer.
  if ((json.match(/"\s*:/g)?.length ?? 0) === keys) return false;
  let written = 0;
  for (const [, colon] of json.matchAll(stringOrKey)) if (colon !== undefined) written += 1;
  return written !== keys;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null || value instanceof Spelled) return 0;
  const members: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : members.length;
  return members.reduce<number>((sum, member) => sum + countKeys(member), own);
}
