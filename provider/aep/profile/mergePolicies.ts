import type { MergePolicy } from "../../../contract/mergePolicies";
import type { Call, Http, Query } from "../http/http";
import { permissions } from "../http/permissions";
import { memberAt } from "../http/json";
import { hrefOfNext, queryOfLink, walk } from "../http/paging";
import { isIdentified, readById } from "./byId";

/** Merge policies of the Profile API, `/data/core/ups/config/mergePolicies`. */
export class MergePolicies {
  constructor(private readonly http: Http) {}

  /** Reads a merge policy; undefined if none has this id. */
  get(id: string): Promise<MergePolicy | undefined> {
    return readById(this.http, {
      operation: `Reading merge policy ${id}`,
      method: "GET",
      path: [...policiesPath, id],
      permissions: permissions.viewMergePolicies,
    });
  }

  /** Lists all merge policies of the sandbox. */
  list({ limit }: { limit?: number } = {}): AsyncGenerator<MergePolicy, void, undefined> {
    const { http } = this;
    const call: Call = {
      operation: "Listing merge policies",
      method: "GET",
      path: policiesPath,
      permissions: permissions.viewMergePolicies,
      query: { limit: pageSize },
    };
    return walk<MergePolicy>({
      http,
      call,
      limit,
      read: (answer, { query }) => {
        const children = memberAt(answer.body, "children");
        if (!Array.isArray(children) || !children.every(isIdentified)) {
          throw http.malformed(call, answer, "holds no merge policies with ids");
        }
        return { items: children, next: nextOf(answer.body, query) };
      },
      idOf: ({ id }) => id,
    });
  }
}

const policiesPath = ["/data/core/ups", "config", "mergePolicies"] as const;
const pageSize = 100;

/** The query of the next page, from `_links.next.href` or else from `_page.next`. */
function nextOf(body: unknown, query: Query = {}): Query | undefined {
  const start = memberAt(body, "_page", "next");
  const unlinked = typeof start === "string" && start !== "" ? { ...query, start } : undefined;
  return queryOfLink(hrefOfNext(body), query) ?? unlinked;
}
