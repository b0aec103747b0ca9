import { problem } from "../http/errors";

/** Query parameters of a request; a repeated one is an array. */
export type Query = Record<string, unknown>;

/** An object of the Catalog with its id. */
type Entry = [id: string, object: object];

const paging = new Set(["limit", "start", "orderBy", "sort", "properties", "property", "tags"]);

/**
 * Answers a list of the Catalog: filters, orders, pages and trims objects as the query asks.
 * `limit` (1 to 100, default 20), `start` (default 0), `orderBy=name,desc:created`, `properties=name,tags`,
 * `tags=name:value,other:*`, and simple filters `name=a,b` or `name=!a` on the properties named by `filters`.
 * Other parameters are ignored, as the Catalog does.
 */
export function answerList(
  entries: Iterable<Entry>,
  query: Query,
  filters: readonly string[],
): Record<string, object> {
  const limit = integer(query, "limit", { least: 1, most: 100, preset: 20 });
  const start = integer(query, "start", { least: 0, most: Number.MAX_SAFE_INTEGER, preset: 0 });
  const matches = matcher(query, filters);
  const order = comparator(text(query.orderBy) ?? text(query.sort));
  const found: Entry[] = [];
  for (const entry of entries) {
    if (matches(entry[1])) found.push(entry);
    // Unsorted, nothing behind the page can matter.
    if (!order && found.length === start + limit) break;
  }
  if (order) found.sort(([, one], [, other]) => order(one, other));
  const page = found.slice(start, start + limit);
  return Object.fromEntries(page.map(([id, object]) => [id, chosenProperties(object, query)]));
}

/** The properties of an object that `properties=a,b` names; all of them where the query names none. */
export function chosenProperties(object: object, query: Query): object {
  const properties = text(query.properties)?.split(",");
  return properties
    ? Object.fromEntries(Object.entries(object).filter(([name]) => properties.includes(name)))
    : object;
}

/** A whole number of the query, refused with a 400 that names its range. */
export function integer(
  query: Query,
  name: string,
  range: { least: number; most: number; preset: number },
): number {
  const value = text(query[name]);
  if (value === undefined || value === "") return range.preset;
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || number < range.least || number > range.most) {
    throw problem(
      "invalid-request",
      `${name} must be a whole number from ${range.least} to ${range.most}, not "${value}".`,
    );
  }
  return number;
}

/** The value of a query parameter; of a repeated one, the last. */
export function text(value: unknown): string | undefined {
  const single: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof single === "string" ? single : undefined;
}

function matcher(query: Query, filters: readonly string[]): (object: object) => boolean {
  const simple = filters
    .filter((name) => !paging.has(name))
    .flatMap((name) => {
      const value = text(query[name]);
      return value === undefined ? [] : [simpleFilter(name, value)];
    });
  const tags = text(query.tags);
  const all = tags ? [...simple, ...tags.split(",").map(tagFilter)] : simple;
  return (object) => all.every((filter) => filter(object));
}

/** `a,b` takes objects whose property is one of the values, `!a,b` those where it is none. */
function simpleFilter(name: string, value: string): (object: object) => boolean {
  const negated = value.startsWith("!");
  const values = (negated ? value.slice(1) : value).split(",").map(wildcards);
  return (object) => {
    const property = valueOf(object, name);
    return values.some((pattern) => pattern.test(asText(property))) !== negated;
  };
}

/** `name:value` takes objects that carry the tag with that value; `*` in the value stands for anything. */
function tagFilter(tag: string): (object: object) => boolean {
  const colon = tag.indexOf(":");
  if (colon < 1) throw problem("invalid-request", `tags must be name:value pairs, not "${tag}".`);
  const name = tag.slice(0, colon);
  const pattern = wildcards(tag.slice(colon + 1));
  return (object) => {
    const values = valueOf(valueOf(object, "tags") ?? {}, name) as string[] | undefined;
    return values?.some((value) => pattern.test(value)) ?? false;
  };
}

/** A text in which `*` stands for anything and `**` for an asterisk. */
function wildcards(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "*" ? ".*" : part === "**" ? "\\*" : part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`, "s");
}

function comparator(orderBy: string | undefined): ((one: object, other: object) => number) | undefined {
  if (!orderBy) return undefined;
  const keys = orderBy.split(",").map((key) => {
    const [direction, name] = key.includes(":") ? key.split(":", 2) : ["asc", key];
    if ((direction !== "asc" && direction !== "desc") || !name) {
      throw problem("invalid-request", `orderBy must be asc:property or desc:property, not "${key}".`);
    }
    return { sign: direction === "desc" ? -1 : 1, name };
  });
  return (one, other) => {
    for (const { sign, name } of keys) {
      const order = compare(valueOf(one, name), valueOf(other, name));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

/** Orders numbers by value and everything else as text; what is absent comes first. */
export function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [a, b] = [asText(one), asText(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function valueOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
