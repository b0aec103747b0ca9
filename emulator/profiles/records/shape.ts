import { Spelled } from "../files/spelledJson";
import { canBeStruct, type RecordType, type TypeNode } from "./types";
import { xdmFields, type XdmType } from "./xdm";

/**
 * The kinds of values seen so far at one place of the records. A shape only grows, so that the type
 * of a sandbox's records can be derived again after every load. It is kept as JSON.
 */
export interface Shape {
  /** Kinds of values. Null is none of them: it means an absent value. */
  kinds?: Kind[];
  fields?: Record<string, Shape>;
  item?: Shape;
}

/**
 * JSON's kinds of values. Numbers are divided by the types that hold them without loss:
 * - `small` and `negative`: integers that a double holds;
 * - `int64` (negative), `uint63` and `uint64`: larger integers;
 * - `double`: with a fraction or an exponent;
 * - `huge`: none of these.
 *
 * `sql:` stands before a type of Parquet columns that JSON lacks.
 */
export type Kind = "boolean" | "string" | "object" | "map" | "array" | NumberKind | `sql:${string}`;
type NumberKind = "small" | "negative" | "int64" | "uint63" | "uint64" | "double" | "huge";

/** An object with more different keys than this becomes a map: its keys are data, not names. */
const mostFields = 256;
/** Values nested deeper than this are kept as JSON text. */
const mostDepth = 48;
/** The field with AEP's own data about a record. It is never exported. */
export const systemMetadata = "_acp_system_metadata";
/** Fields that are maps at any place in a record, with the number of nested levels of maps. */
const xdmMaps = new Map([
  ["identityMap", 1],
  ["segmentMembership", 2],
]);

/** The kinds of values in Parquet columns whose type JSON has too. */
const scalarKinds: Record<string, Kind[]> = {
  BOOLEAN: ["boolean"],
  VARCHAR: ["string"],
  UUID: ["string"],
  TINYINT: ["small", "negative"],
  SMALLINT: ["small", "negative"],
  INTEGER: ["small", "negative"],
  BIGINT: ["small", "negative", "int64", "uint63"],
  UTINYINT: ["small"],
  USMALLINT: ["small"],
  UINTEGER: ["small"],
  UBIGINT: ["small", "uint63", "uint64"],
  FLOAT: ["double"],
  DOUBLE: ["double"],
  NULL: [],
};

const numberKinds = new Set<Kind>(["small", "negative", "int64", "uint63", "uint64", "double", "huge"]);

/** Adds a JSON value to a shape. Its numbers may be {@link Spelled}. */
export function observe(shape: Shape, value: unknown): void {
  if (value === null) return;
  if (typeof value === "string") add(shape, "string");
  else if (typeof value === "boolean") add(shape, "boolean");
  else if (typeof value === "number") add(shape, plainNumberKind(value));
  else if (value instanceof Spelled) add(shape, spelledNumberKind(value.spelling));
  else if (Array.isArray(value)) {
    add(shape, "array");
    shape.item ??= {};
    for (const element of value) observe(shape.item, element);
  } else {
    add(shape, "object");
    for (const [key, member] of Object.entries(value as object)) observe(field(shape, key), member);
  }
}

function plainNumberKind(value: number): NumberKind {
  if (!Number.isInteger(value)) return "double";
  return value < 0 ? "negative" : "small";
}

function spelledNumberKind(spelling: string): NumberKind {
  if (/[.eE]/.test(spelling)) return Number.isFinite(Number(spelling)) ? "double" : "huge";
  const value = BigInt(spelling);
  if (value >= -(2n ** 53n) && value <= 2n ** 53n) return value < 0n ? "negative" : "small";
  if (value < 0n) return value >= -(2n ** 63n) ? "int64" : "huge";
  if (value < 2n ** 63n) return "uint63";
  return value < 2n ** 64n ? "uint64" : "huge";
}

/** Reads a shape from JSON. */
export function parseShape(json: string): Shape {
  return JSON.parse(json, (key, value: unknown) =>
    key === "fields" ? Object.assign(Object.create(null) as object, value) : value,
  ) as Shape;
}

/** Adds everything that a Parquet column of a type can hold to a shape. */
export function observeType(shape: Shape, type: TypeNode): void {
  switch (type.kind) {
    case "scalar":
      return (scalarKinds[type.sql] ?? [`sql:${type.sql}`]).forEach((kind) => add(shape, kind));
    case "json":
      return ["object", "array"].forEach((kind) => add(shape, kind as Kind));
    case "list":
      add(shape, "array");
      return observeType((shape.item ??= {}), type.item);
    case "map":
      add(shape, "map");
      return observeType(field(shape, ""), type.value);
    case "struct":
      add(shape, "object");
      for (const [key, member] of type.fields) observeType(field(shape, key), member);
  }
}

/** Adds a kind to a shape. */
export function add(shape: Shape, kind: Kind): void {
  if (!shape.kinds) shape.kinds = [kind];
  else if (!shape.kinds.includes(kind)) shape.kinds.push(kind);
}

/** The shape of one key of an object. */
export function field(shape: Shape, key: string): Shape {
  // An object without a prototype, so that `__proto__` is an ordinary key.
  shape.fields ??= Object.create(null) as Record<string, Shape>;
  return (shape.fields[key] ??= {});
}

/** Adds another shape to a shape. */
export function join(into: Shape, other: Shape): Shape {
  for (const kind of other.kinds ?? []) add(into, kind);
  if (other.item) join((into.item ??= {}), other.item);
  for (const [key, member] of Object.entries(other.fields ?? {})) join(field(into, key), member);
  return into;
}

/**
 * The type that holds all records of a shape without loss. It leaves out fields that never had a
 * value.
 */
export function recordType(shape: Shape): RecordType {
  const fields = new Map<string, TypeNode>();
  for (const [key, member] of Object.entries(shape.fields ?? {})) {
    if (key === systemMetadata) continue;
    const xdm = xdmFields.get(key);
    const type = xdm ? xdmTypeOf(member, xdm, 1) : typeOf(member, { depth: 1, mapLevels: 0 });
    if (type) fields.set(key, type);
  }
  return { kind: "struct", fields };
}

/** The type of a place whose type XDM fixes. */
function xdmTypeOf(shape: Shape, xdm: XdmType, depth: number): TypeNode | undefined {
  if (!shape.kinds || shape.kinds.length === 0) return undefined;
  if (typeof xdm === "string") return { kind: "scalar", sql: xdmScalar(shape.kinds, xdm) };
  if (xdm.kind === "list") {
    const item = xdmTypeOf(shape.item ?? {}, xdm.item, depth + 1);
    return { kind: "list", item: item ?? { kind: "json" } };
  }
  const members = Object.entries(shape.fields ?? {});
  if (xdm.kind === "map") {
    const all = members.reduce((union, [, member]) => join(union, member), {} as Shape);
    return { kind: "map", value: xdmTypeOf(all, xdm.value, depth + 1) ?? { kind: "json" } };
  }
  const fields = new Map<string, TypeNode>();
  for (const [key, member] of members) {
    const own = Object.hasOwn(xdm.fields, key) ? xdm.fields[key] : undefined;
    const type = own ? xdmTypeOf(member, own, depth + 1) : typeOf(member, { depth: depth + 1, mapLevels: 0 });
    if (type) fields.set(key, type);
  }
  return canBeStruct(fields.keys()) ? { kind: "struct", fields } : { kind: "json" };
}

/** A Parquet type of times is kept if all values have it. Otherwise times are text. */
function xdmScalar([kind, ...others]: Kind[], xdm: Extract<XdmType, string>): string {
  if (xdm === "flag") return "BOOLEAN";
  const typed = /^sql:((?:TIMESTAMP|DATE).*)$/.exec(kind ?? "")?.[1];
  return (xdm === "time" && others.length === 0 && typed) || "VARCHAR";
}

function typeOf(shape: Shape, at: { depth: number; mapLevels: number }): TypeNode | undefined {
  const kinds = shape.kinds ?? [];
  if (kinds.length === 0) return undefined;
  if (at.depth > mostDepth) return { kind: "json" };
  if (kinds.every((kind) => numberKinds.has(kind))) return numberType(new Set(kinds));
  if (kinds.every((kind) => kind === "object" || kind === "map")) return objectType(shape, at);
  const [kind, ...others] = kinds;
  if (!kind || others.length > 0) return { kind: "json" };
  if (kind === "array") {
    const item = typeOf(shape.item ?? {}, { depth: at.depth + 1, mapLevels: 0 });
    return { kind: "list", item: item ?? { kind: "json" } };
  }
  if (kind.startsWith("sql:")) return { kind: "scalar", sql: kind.slice("sql:".length) };
  return { kind: "scalar", sql: kind === "boolean" ? "BOOLEAN" : "VARCHAR" };
}

function numberType(kinds: Set<Kind>): TypeNode {
  const beyondDouble = kinds.has("int64") || kinds.has("uint63") || kinds.has("uint64");
  if (kinds.has("huge") || (kinds.has("double") && beyondDouble)) return { kind: "json" };
  if (kinds.has("double")) return { kind: "scalar", sql: "DOUBLE" };
  if (!kinds.has("uint64")) return { kind: "scalar", sql: "BIGINT" };
  return kinds.has("negative") || kinds.has("int64") ? { kind: "json" } : { kind: "scalar", sql: "UBIGINT" };
}

function objectType(shape: Shape, at: { depth: number; mapLevels: number }): TypeNode {
  const members = Object.entries(shape.fields ?? {});
  if (at.mapLevels > 0 || shape.kinds?.includes("map") || members.length > mostFields) {
    const all = members.reduce((union, [, member]) => join(union, member), {} as Shape);
    const value = typeOf(all, { depth: at.depth + 1, mapLevels: at.mapLevels - 1 });
    return { kind: "map", value: value ?? { kind: "json" } };
  }
  const fields = new Map<string, TypeNode>();
  for (const [key, member] of members) {
    const type = typeOf(member, { depth: at.depth + 1, mapLevels: xdmMaps.get(key) ?? 0 });
    if (type) fields.set(key, type);
  }
  return canBeStruct(fields.keys()) ? { kind: "struct", fields } : { kind: "json" };
}
