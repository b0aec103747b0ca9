import { parseJson, parseSpelled, Spelled, toJson } from "./spelledJson";
import { conformed } from "../records/xdm";

/**
 * JSON.parse accepts half surrogate pairs, which are invalid Unicode. JSON.stringify escapes only
 * those.
 */
const surrogate = /\\u[dD][89a-fA-F]/;
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;
const stringOrKey = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** A record, and its JSON text with the types that XDM fixes. */
export interface ReadRecord {
  json: string;
  /** The numbers in it may be `Spelled`. */
  record: Record<string, unknown>;
}

/** Parses a record. Throws with the reason if the text is not JSON or not a record. */
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

/** JSON.parse keeps the last of two equal keys, DuckDB the first. Counting the keys finds both. */
function hasKeyTwice(json: string, record: object): boolean {
  const keys = countKeys(record);
  // The quick count also finds keys inside strings. The exact count takes longer.
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
