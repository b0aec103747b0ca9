import { unlessGone } from "./errors";
import type { Call, Http, Query } from "./http";
import { isRecord } from "./json";
import { walk } from "./paging";

/** Catalog answers at most this many objects a call. */
const pageSize = 100;
/** Catalog may answer fewer than it was asked for, though not fewer than its default while there are more. */
const smallestFullPage = 20;

/** An object of the Catalog with the id it stands under. */
export interface Identified<T> {
  id: string;
  object: T;
}

/** Which objects of one kind to list. */
export interface CatalogListing<T> {
  operation: string;
  path: Call["path"];
  query: Query;
  /** Decides again what the query was to filter. Defaults to all. */
  keeps?: (object: T) => boolean;
  /** Objects to answer in all. Defaults to every one. */
  limit?: number;
}

/** Reads one object of the Catalog, which answers it under its id; undefined if there is none. */
export async function readCatalog<T extends object>(http: Http, call: Call): Promise<T | undefined> {
  const id = call.path.at(-1) ?? "";
  const answer = await unlessGone(http.send(call));
  if (answer === undefined || isEmpty(answer.body)) return undefined;
  const object = isRecord(answer.body) ? answer.body[id] : undefined;
  if (!isRecord(object)) throw http.malformed(call, answer, `does not hold ${id}`);
  return object as T;
}

/** Lists objects of the Catalog, the oldest first, so that what is added meanwhile comes last. */
export async function* listCatalog<T extends object>(
  http: Http,
  { operation, path, query, keeps = () => true, limit = Infinity }: CatalogListing<T>,
): AsyncGenerator<Identified<T>, void, undefined> {
  const call: Call = {
    operation,
    method: "GET",
    path,
    query: { ...query, orderBy: "asc:created", limit: pageSize, start: 0 },
  };
  const pages = walk<Identified<T>>({
    http,
    call,
    read: (answer, { query: { start } = {} }) => {
      const body = isEmpty(answer.body) ? {} : answer.body;
      if (!isRecord(body) || !Object.values(body).every(isRecord)) {
        throw http.malformed(call, answer, "is not objects keyed by id");
      }
      const items = Object.entries(body).map(([id, object]) => ({ id, object: object as T }));
      const full = items.length >= smallestFullPage;
      return { items, next: full ? { ...call.query, start: Number(start) + items.length } : undefined };
    },
    idOf: ({ id }) => id,
  });
  let kept = 0;
  if (limit <= 0) return;
  for await (const item of pages) {
    if (!keeps(item.object)) continue;
    yield item;
    if (++kept >= limit) return;
  }
}

/**
 * A filter value that Catalog takes literally; undefined for one that it would read as a list, a pattern or a negation,
 * so that the list is filtered here instead.
 */
export function literal(value: string | undefined): string | undefined {
  return value === undefined || value === "" || /^[!~<>=]|[*,]/.test(value) ? undefined : value;
}

/** Catalog says "nothing" as no body, an empty object or an empty array. */
function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
}
