import type { MergePolicy } from "../../../contract/mergePolicies";
import type { Call, Http, Query } from "../http/http";
import { isRecord } from "../http/json";
import { queryOfLink, walk } from "../http/paging";
import { isIdentified, readById } from "./byId";

/** Merge policies of the Profile API, `/data/core/ups/config/mergePolicies`. */
export class MergePolicies {
  constructor(private readonly http: Http) {}

  /** The merge policy, or undefined if there is none with that id. */
  get(id: string): Promise<MergePolicy | undefined> {
    return readById(this.http, {
      operation: `Reading merge policy ${id}`,
      method: "GET",
      path: [...policiesPath, id],
    });
  }

  /** Every merge policy of the sandbox. */
  list({ limit }: { limit?: number } = {}): AsyncGenerator<MergePolicy, void, undefined> {
    const { http } = this;
    const call: Call = {
      operation: "Listing merge policies",
      method: "GET",
      path: policiesPath,
      query: { limit: pageSize },
    };
    return walk<MergePolicy>({
      http,
      call,
      limit,
      read: (answer, { query }) => {
        const { body } = answer;
        const children = isRecord(body) ? body["children"] : undefined;
        if (!isRecord(body) || !Array.isArray(children) || !children.every(isIdentified)) {
          throw http.malformed(call, answer, "holds no merge policies with ids");
        }
        return { items: children, next: nextOf(body, query) };
      },
      idOf: ({ id }) => id,
    });
  }
}

const policiesPath = ["/data/core/ups", "config", "mergePolicies"] as const;
const pageSize = 100;

/** The next page by `_links.next.href`, or else by `_page.next`, which is the value of `start`. */
function nextOf(body: Record<string, unknown>, query: Query = {}): Query | undefined {
  const link =
    isRecord(body["_links"]) && isRecord(body["_links"]["next"]) ? body["_links"]["next"]["href"] : undefined;
  const start = isRecord(body["_page"]) ? body["_page"]["next"] : undefined;
  const unlinked = typeof start === "string" && start !== "" ? { ...query, start } : undefined;
  return queryOfLink(link, query) ?? unlinked;
}
