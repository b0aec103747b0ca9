import { parse, stringify } from "lossless-json";

/** A value of a record. A `bigint` is an integer that a number may not be able to hold. */
export type Value = null | boolean | number | bigint | string | Value[] | { [key: string]: Value };
export type DataRecord = { [key: string]: Value };

/**
 * The form in which tests compare values. Two values are equal without loss if this form is equal:
 * - A key with the value null counts as absent. A null in an array stays.
 * - Integers are compared to their last digit, however they are written (`1`, `1.0` and `1e0` are
 *   equal), other numbers as doubles. Zero has no sign, as for most JSON readers.
 * - All other values are compared as they are: every character of strings and keys, the order of
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
 * The integer that a number is as JSON text. Its last digits are zeros where the double's own may
 * differ.
 */
function integer(value: number): bigint {
  const spelled = toJson(value);
  return BigInt(spelled.includes("e") ? value : spelled);
}

/** A record in the form of {@link whole}. */
export const wholeRecord = (record: DataRecord): DataRecord => whole(record) as DataRecord;

/** Whether a value is an object. Arrays and null are not. */
export function isObject(value: Value | undefined): value is DataRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses JSON text. Integers keep every digit. */
export function fromJson(json: string): Value {
  return parse(json, undefined, (spelling) =>
    /[.eE]/.test(spelling) ? Number(spelling) : BigInt(spelling),
  ) as Value;
}

/** A value as JSON text. A `bigint` becomes a number. */
export function toJson(value: Value): string {
  return stringify(value) ?? "";
}

/** The values in an order that depends only on the values. */
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
