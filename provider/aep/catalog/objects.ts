import { unlessGone } from "../http/errors";
import type { Call, Http, Query } from "../http/http";
import { isRecord } from "../http/json";

/** Catalog answers at most this many objects a call. */
const pageSize = 100;
/** Catalog may answer fewer than it was asked for, though not fewer than its default while there are more. */
const smallestFullPage = 20;
/** Steps back in a row, after which a list that never holds still is taken as it comes. */
const maxStepsBack = 10;

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

/**
 * Lists objects of the Catalog, the oldest first, so that what is added meanwhile comes last. Each page begins with the
 * last object of the one before: where it does not, objects were deleted meanwhile, and the others have moved up.
 */
export async function* listCatalog<T extends object>(
  http: Http,
  { operation, path, query, keeps = () => true, limit = Infinity }: CatalogListing<T>,
): AsyncGenerator<Identified<T>, void, undefined> {
  const seen = new Set<string>();
  let kept = 0;
  for (let start = 0, stepsBack = 0; kept < limit;) {
    const pageQuery = { ...query, orderBy: "asc:created", limit: pageSize, start };
    const page = await readPage<T>(http, { operation, method: "GET", path, query: pageQuery });
    if (start > 0 && !page.some(({ id }) => seen.has(id)) && stepsBack < maxStepsBack) {
      start = Math.max(0, start - (pageSize / 2) * 2 ** stepsBack++);
      continue;
    }
    const fresh = page.filter(({ id }) => !seen.has(id));
    for (const item of fresh) {
      seen.add(item.id);
      if (!keeps(item.object)) continue;
      yield item;
      if (++kept >= limit) return;
    }
    if (fresh.length > 0) stepsBack = 0;
    // More objects in a row that are known than are known at all: the service does not heed `start`.
    else if (start + page.length > seen.size) return;
    if (page.length < smallestFullPage) return;
    start += page.length - 1;
  }
}

async function readPage<T extends object>(http: Http, call: Call): Promise<Identified<T>[]> {
  const answer = await http.send(call);
  const body = isEmpty(answer.body) ? {} : answer.body;
  if (!isRecord(body) || !Object.values(body).every(isRecord)) {
    throw http.malformed(call, answer, "is not objects keyed by id");
  }
  return Object.entries(body).map(([id, object]) => ({ id, object: object as T }));
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
