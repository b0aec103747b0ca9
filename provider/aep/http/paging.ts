import type { Call, Http, Query } from "./http";
import type { Answer } from "./exchange";

/** A page as a service answers it. */
export interface Page<Item> {
  items: Item[];
  /** The query of the next page; undefined on the last. */
  next?: Query;
}

/** How to walk a list. */
export interface Listing<Item> {
  http: Http;
  /** The call for the first page. */
  call: Call;
  /** Items to answer in all. Defaults to every one. */
  limit?: number;
  /** Reads one page, given the call that brought it. */
  read: (answer: Answer<unknown>, call: Call) => Page<Item>;
  idOf: (item: Item) => string;
}

/** Pages in a row that may bring nothing new: many items may have been added meanwhile, or a filter may leave a page empty. */
const maxIdlePages = 10;

/**
 * Walks a list page by page, each fetched when it is needed. An item that pages repeat, because something was added
 * meanwhile, comes once. A service that goes in circles does not hang it.
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

/**
 * The query that a link to the next page asks for, over the query before it. Only the link's query counts: its path is
 * known, and services write it relative to different roots, or name a host that must not see the token.
 */
export function queryOfLink(href: unknown, query: Query = {}): Query | undefined {
  if (typeof href !== "string" || href.trim() === "") return undefined;
  const mark = href.indexOf("?");
  if (mark < 0) return undefined;
  return { ...query, ...Object.fromEntries(new URLSearchParams(href.slice(mark + 1))) };
}
