import { parse, stringify } from "lossless-json";

/** A value of a record. A `bigint` is an integer that may lie beyond what a number holds. */
export type Value = null | boolean | number | bigint | string | Value[] | { [key: string]: Value };
export type DataRecord = { [key: string]: Value };

/**
 * The one form in which values are compared; it says what "survives whole" means.
 * - A key whose value is null is as good as absent. A null in an array stays.
 * - Numbers are compared by value, integers to their last digit however they are spelled (`1`,
 *   `1.0` and `1e0` are one), all others as the doubles that they are. Zero has no sign, as for
 *   most of JSON's readers.
 * - Everything else is compared as it stands: every character of strings and keys, the order of
 *   arrays, empty arrays and objects.
 */
export function whole(value: Value | undefined): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isInteger(value) ? integer(value) : value;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(whole);
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, whole(member)]));
}

/**
 * The integer that JSON text of a number says, whose last digits are zeros where the double has
 * others.
 */
function integer(value: number): bigint {
  const spelled = toJson(value);
  return BigInt(spelled.includes("e") ? value : spelled);
}

/** A record in the form of {@link whole}. */
export const wholeRecord = (record: DataRecord): DataRecord => whole(record) as DataRecord;

/** Whether a value is an object, which is no leaf. */
export function isObject(value: Value | undefined): value is DataRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON text as a value, integers to their last digit. */
export function fromJson(json: string): Value {
  return parse(json, undefined, (spelling) =>
    /[.eE]/.test(spelling) ? Number(spelling) : BigInt(spelling),
  ) as Value;
}

/** A value as JSON text, in which a `bigint` is a number. */
export function toJson(value: Value): string {
  return stringify(value) ?? "";
}

/** Values in an order that depends on nothing but themselves. */
export function sorted(values: Value[]): Value[] {
  const keyed = values.map((value) => ({ value, key: toJson(ordered(value)) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ value }) => value);
}

function ordered(value: Value): Value {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, ordered(member)]));
}
