import type { MergePolicy } from "../../../contract/mergePolicies";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { memberAt } from "../http/json";
import { walk } from "../http/paging";
import { isIdentified, readById } from "./byId";
import { nextPage } from "./nextPage";

/** Merge policies of the Profile API, `/data/core/ups/config/mergePolicies`. */
export class MergePolicies {
  constructor(private readonly http: Http) {}

  /** Reads a merge policy; undefined if none has this id. */
  async get(id: string): Promise<MergePolicy | undefined> {
    const policy = await readById<MergePolicy>(this.http, {
      operation: `Reading merge policy ${id}`,
      method: "GET",
      path: [...policiesPath, id],
      permissions: permissions.viewMergePolicies,
    });
    return policy && inOneForm(policy);
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
        return { items: (children as MergePolicy[]).map(inOneForm), next: nextPage(answer.body, query) };
      },
      idOf: ({ id }) => id,
    });
  }
}

const policiesPath = ["/data/core/ups", "config", "mergePolicies"] as const;
const pageSize = 100;

/** AEP may answer numbers and truth values as text. */
function inOneForm(policy: MergePolicy): MergePolicy {
  const { version, default: isDefault } = policy as { version?: unknown; default?: unknown };
  return {
    ...policy,
    ...(typeof version === "string" && { version: Number(version) }),
    ...(typeof isDefault === "string" && { default: isDefault === "true" }),
  };
}
