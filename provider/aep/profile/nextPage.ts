import type { Query } from "../http/http";
import { memberAt } from "../http/json";
import { hrefOfNext, queryOfLink } from "../http/paging";

/** The query of the next page, from `_links.next.href` or else from `_page.next`. */
export function nextPage(body: unknown, query: Query = {}): Query | undefined {
  const start = memberAt(body, "_page", "next");
  const unlinked = typeof start === "string" && start !== "" ? { ...query, start } : undefined;
  return queryOfLink(hrefOfNext(body), query) ?? unlinked;
}
