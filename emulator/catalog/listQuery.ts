import * as z from "zod";
import { problem } from "../http/errors";
import { asText, compare, parseQuery, text, whole } from "../http/query";

/** An object of the Catalog with its id. */
type Entry = [id: string, object: object];

const chosen = z.object({ properties: text });
const listQuery = chosen
  .extend({
    limit: whole({ least: 1, most: 100, preset: 20 }),
    start: whole({ preset: 0 }),
    orderBy: text,
    sort: text,
    tags: text,
  })
  .catchall(text);
type ListQuery = z.infer<typeof listQuery>;

/**
 * A list of the Catalog, filtered, ordered, paged and trimmed as the query asks:
 * - `limit` (1 to 100, default 20) and `start` (default 0);
 * - `orderBy=name,desc:created`;
 * - `properties=name,tags`;
 * - `tags=name:value,other:*`;
 * - `name=a,b` or `name=!a` for each property in `filters`.
 *
 * Other parameters are ignored, as the Catalog does.
 */
export function answerList(
  entries: Iterable<Entry>,
  query: unknown,
  filters: readonly string[],
): Record<string, object> {
  const parsed = parseQuery(listQuery, query);
  const { limit, start, orderBy, sort } = parsed;
  const matches = matcher(parsed, filters);
  const order = comparator(orderBy ?? sort);
  const found: Entry[] = [];
  for (const entry of entries) {
    if (matches(entry[1])) found.push(entry);
    // Without an order, objects after the page do not matter.
    if (!order && found.length === start + limit) break;
  }
  if (order) found.sort(([, one], [, other]) => order(one, other));
  const page = found.slice(start, start + limit);
  return Object.fromEntries(page.map(([id, object]) => [id, chosenProperties(object, query)]));
}

/**
 * The object with only the properties that `properties=a,b` names, or the whole object without that
 * parameter.
 */
export function chosenProperties(object: object, query: unknown): object {
  const properties = parseQuery(chosen, query).properties?.split(",");
  return properties
    ? Object.fromEntries(Object.entries(object).filter(([name]) => properties.includes(name)))
    : object;
}

function matcher({ tags, ...query }: ListQuery, filters: readonly string[]): (object: object) => boolean {
  const simple = filters.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [simpleFilter(name, value)];
  });
  const all = tags ? [...simple, ...tags.split(",").map(tagFilter)] : simple;
  return (object) => all.every((filter) => filter(object));
}

/** `a,b` matches if the property is one of the values, `!a,b` if it is none of them. */
function simpleFilter(name: string, value: string): (object: object) => boolean {
  const negated = value.startsWith("!");
  const values = (negated ? value.slice(1) : value).split(",").map(wildcards);
  return (object) => {
    const property = valueOf(object, name);
    return values.some((pattern) => pattern.test(asText(property))) !== negated;
  };
}

/** `name:value` matches if the tag has that value. `*` in the value stands for any text. */
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

/** A pattern in which `*` stands for any text and `**` for an asterisk. */
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

function valueOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
