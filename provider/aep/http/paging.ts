import type { Call, Http, Query } from "./http";
import type { Answer } from "./exchange";
import { memberAt } from "./json";

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** The query of the next page; undefined on the last. */
  next?: Query;
}

/** A list to walk. */
export interface Listing<Item> {
  http: Http;
  /** The call for the first page. */
  call: Call;
  /** The most items to list. Defaults to all. */
  limit?: number;
  /** Reads a page from the answer to a call. */
  read: (answer: Answer<unknown>, call: Call) => Page<Item>;
  idOf: (item: Item) => string;
}

/**
 * The walk ends after this many pages in a row without a new item. A few are normal: many items may
 * have been added meanwhile, or a filter may leave a page empty.
 */
const maxIdlePages = 10;

/**
 * Walks a list, fetching each page when it is needed. An item comes once, even if pages repeat it
 * because something was added meanwhile. The walk ends even if a service's pages go in circles.
 */
export async function* walk<Item>({
  http,
  call,
  limit = Infinity,
  read,
  idOf,
}: Listing<Item>): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  const asked = new Set<string>();
  let idle = 0;
  for (let query = call.query; query !== undefined && seen.size < limit && idle < maxIdlePages;) {
    const pageCall = { ...call, query };
    asked.add(JSON.stringify(query));
    const { items, next } = read(await http.send(pageCall), pageCall);
    const before = seen.size;
    for (const item of items) {
      const id = idOf(item);
      if (seen.has(id)) continue;
      seen.add(id);
      yield item;
      if (seen.size >= limit) return;
    }
    idle = seen.size > before ? 0 : idle + 1;
    query = asked.has(JSON.stringify(next)) ? undefined : next;
  }
}

/** The link to the next page, where a service answers it as `_links.next.href`. */
export const hrefOfNext = (body: unknown): unknown => memberAt(body, "_links", "next", "href");

/**
 * The query of the next page: the parameters of a link, over those of the query before. The path of the
 * link is not used: services write it relative to different roots, or with a host that must not see the
 * token.
 */
export function queryOfLink(href: unknown, query: Query = {}): Query | undefined {
  if (typeof href !== "string" || href.trim() === "") return undefined;
  const mark = href.indexOf("?");
  if (mark < 0) return undefined;
  return { ...query, ...Object.fromEntries(new URLSearchParams(href.slice(mark + 1))) };
}
