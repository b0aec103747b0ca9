import { unlessGone } from "../http/errors";
import type { Call, Http, Query } from "../http/http";
import { isRecord } from "../http/json";

/** The most objects that Catalog answers in one call. */
const pageSize = 100;
/** Catalog may answer fewer than asked for, but at least its default of 20 while more remain. */
const smallestFullPage = 20;
/** After this many steps back in a row, a list that keeps changing is read on without them. */
const maxStepsBack = 10;

/** An object of the Catalog with its id, which Catalog answers as the key of the object. */
export type Identified<T> = T & { id: string };

/** Which objects of one kind to list. */
export interface CatalogListing<T> {
  operation: string;
  path: Call["path"];
  permissions: Call["permissions"];
  query: Query;
  /** Filters again what the query filters. Defaults to keeping all. */
  keeps?: (object: T) => boolean;
  /** The most objects to list. Defaults to all. */
  limit?: number;
}

/** Reads the object whose id ends the path of the call; undefined if there is none. */
export async function readCatalog<T extends object>(
  http: Http,
  call: Call,
): Promise<Identified<T> | undefined> {
  const id = call.path.at(-1) ?? "";
  const answer = await unlessGone(http.send(call));
  if (answer === undefined || isEmpty(answer.body)) return undefined;
  const object = isRecord(answer.body) ? answer.body[id] : undefined;
  if (!isRecord(object)) throw http.malformed(call, answer, `does not hold ${id}`);
  return { ...(object as T), id };
}

/**
 * Lists objects of the Catalog, the oldest first, so that objects added meanwhile come last. Each page
 * must begin with the last object of the page before. If it does not, objects have been deleted
 * meanwhile and the others have moved up: the list steps back.
 */
export async function* listCatalog<T extends object>(
  http: Http,
  { query, keeps = () => true, limit = Infinity, ...call }: CatalogListing<T>,
): AsyncGenerator<Identified<T>, void, undefined> {
  const seen = new Set<string>();
  let kept = 0;
  for (let start = 0, stepsBack = 0; kept < limit;) {
    const pageQuery = { ...query, orderBy: "asc:created", limit: pageSize, start };
    const page = await readPage<T>(http, { ...call, method: "GET", query: pageQuery });
    if (start > 0 && !page.some(({ id }) => seen.has(id)) && stepsBack < maxStepsBack) {
      start = Math.max(0, start - (pageSize / 2) * 2 ** stepsBack++);
      continue;
    }
    const fresh = page.filter(({ id }) => !seen.has(id));
    for (const item of fresh) {
      seen.add(item.id);
      if (!keeps(item)) continue;
      yield item;
      if (++kept >= limit) return;
    }
    if (fresh.length > 0) stepsBack = 0;
    // The pages repeat: the service ignores `start`.
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
  return Object.entries(body).map(([id, object]) => ({ ...(object as T), id }));
}

/**
 * The value, if Catalog takes it literally in a filter. Undefined if Catalog would read it as a list,
 * a pattern or a negation; then {@link CatalogListing.keeps} alone filters.
 */
export function literal(value: string | undefined): string | undefined {
  return value === undefined || value === "" || /^[!~<>=]|[*,]/.test(value) ? undefined : value;
}

/** Catalog answers "nothing" as no body, an empty object or an empty array. */
function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
}
