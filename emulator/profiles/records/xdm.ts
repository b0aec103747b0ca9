import { Spelled } from "../files/spelledJson";

/**
 * The type that XDM gives a field. `text`: a string. `flag`: a boolean. `time`: a date-time.
 * `status`: the status of a segment membership. An object may have other fields too.
 */
export type XdmType =
  | "text"
  | "flag"
  | "time"
  | "status"
  | { kind: "map"; value: XdmType }
  | { kind: "list"; item: XdmType }
  | { kind: "object"; fields: Record<string, XdmType> };

const identity: XdmType = {
  kind: "object",
  fields: { id: "text", authenticatedState: "text", primary: "flag" },
};
const membership: XdmType = {
  kind: "object",
  fields: { status: "status", lastQualificationTime: "time", validUntil: "time", version: "text" },
};

/** The fields of a record whose type XDM fixes. */
export const xdmFields: ReadonlyMap<string, XdmType> = new Map<string, XdmType>([
  ["_id", "text"],
  ["timestamp", "time"],
  ["identityMap", { kind: "map", value: { kind: "list", item: identity } }],
  ["segmentMembership", { kind: "map", value: { kind: "map", value: membership } }],
]);

/** The type that XDM fixes at a path of keys, if any. */
export function xdmTypeAt([root = "", ...keys]: string[]): XdmType | undefined {
  let type = xdmFields.get(root);
  for (const key of keys) {
    if (type === undefined || typeof type === "string" || type.kind === "list") return undefined;
    if (type.kind === "map") type = type.value;
    else type = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
  }
  return type;
}

/** The statuses of a segment membership. */
export const statuses = ["realized", "existing", "exited"];
const timeForm =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;
/** Smaller numbers are probably seconds: as milliseconds they would be before 1973-03-03. */
const leastMilliseconds = 1e11;
/** The end of the year 9999. */
const mostMilliseconds = 253_402_300_799_999;

/**
 * The record with the types that XDM fixes: an integer becomes its digits where XDM has text, a
 * number of milliseconds becomes a date-time, `"true"` becomes a boolean. Returns the same object
 * if nothing changes. Throws if a value cannot be converted.
 */
export function conformed(record: Record<string, unknown>): Record<string, unknown> {
  let result = record;
  for (const [key, type] of xdmFields) {
    if (!Object.hasOwn(record, key)) continue;
    const value = conform(record[key], type, key);
    if (value !== record[key]) result = { ...result, [key]: value };
  }
  return result;
}

function conform(value: unknown, type: XdmType, path: string): unknown {
  if (value === null) return null;
  switch (type) {
    case "text":
      if (typeof value === "string") return value;
      return integerOf(value) ?? refuse(value, path, "a string");
    case "flag":
      if (typeof value === "boolean") return value;
      if (typeof value === "string" && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === "true";
      return refuse(value, path, "true or false");
    case "status":
      if (typeof value === "string" && statuses.includes(value)) return value;
      return refuse(value, path, statuses.join(", "));
    case "time":
      return time(value) ?? refuse(value, path, "a date-time such as 2026-01-15T10:00:00Z");
  }
  switch (type.kind) {
    case "list":
      if (!Array.isArray(value)) return refuse(value, path, "an array");
      return changed(value, (element, index) => conform(element, type.item, `${path}[${index}]`));
    case "map":
      if (!isObject(value)) return refuse(value, path, "an object");
      return changedMembers(value, (member, key) => conform(member, type.value, `${path}.${key}`));
    case "object":
      if (!isObject(value)) return refuse(value, path, "an object");
      return changedMembers(value, (member, key) => {
        const own = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
        if (own) return conform(member, own, `${path}.${key}`);
        const meant = Object.keys(type.fields).find((name) => name.toLowerCase() === key.toLowerCase());
        if (meant) throw new Error(`${path}.${key} is spelled ${meant} in XDM`);
        return member;
      });
  }
}

function time(value: unknown): string | undefined {
  const digits = integerOf(value) ?? (typeof value === "string" && /^\d+$/.test(value) ? value : undefined);
  if (digits !== undefined) {
    const milliseconds = Number(digits);
    const fits = milliseconds >= leastMilliseconds && milliseconds <= mostMilliseconds;
    return fits ? new Date(milliseconds).toISOString() : undefined;
  }
  const parts = typeof value === "string" ? timeForm.exec(value) : undefined;
  if (!parts) return undefined;
  const [text, date, clock = "00:00:00"] = parts;
  const instant = Date.parse(`${date}T${clock}Z`);
  // JavaScript reads February 30 as March 2.
  const exists = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(`${date}T${clock}`);
  // DuckDB writes a time with a space and the offset `+00`.
  return exists ? text.replace(/^(.{10}) (.+)\+00$/, "$1T$2Z") : undefined;
}

/** The digits of an integer, undefined for any other value. */
function integerOf(value: unknown): string | undefined {
  const spelling =
    typeof value === "number" ? String(value) : value instanceof Spelled ? value.spelling : undefined;
  return spelling !== undefined && /^-?\d+$/.test(spelling) ? spelling : undefined;
}

function refuse(value: unknown, path: string, wanted: string): never {
  const spelled = value instanceof Spelled ? value.spelling : JSON.stringify(value);
  const shown = spelled.length > 60 ? `${spelled.slice(0, 60)}…` : spelled;
  throw new Error(`${path} is ${shown}, where XDM has ${wanted}`);
}

function changed(list: unknown[], change: (element: unknown, index: number) => unknown): unknown[] {
  const result = list.map(change);
  return result.every((element, index) => element === list[index]) ? list : result;
}

function changedMembers(
  object: Record<string, unknown>,
  change: (member: unknown, key: string) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, member]): [string, unknown] => [
    key,
    change(member, key),
  ]);
  return entries.every(([key, member]) => member === object[key]) ? object : Object.fromEntries(entries);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Spelled);
}
