import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { MergePolicy, MergePolicyPage } from "../../contract/mergePolicies";
import { problem } from "../http/errors";
import { parseQuery, text, whole } from "../http/query";
import { parseBody } from "../http/requestBody";
import { newMergePolicy } from "./newObjects";
import type { ProfileConfigStorage } from "./storage";

const path = "/data/core/ups/config/mergePolicies";
type Params = { Params: { id: string } };

const policyRequest = z.object({
  name: z.string().optional(),
  schema: z.object({ name: z.literal("_xdm.context.profile", "must be _xdm.context.profile") }),
  identityGraph: z.object({ type: z.enum(["none", "pdg"]) }),
  attributeMerge: z.discriminatedUnion("type", [
    z.object({ type: z.literal("timestampOrdered") }),
    z.object({
      type: z.literal("dataSetPrecedence"),
      order: z.array(z.string().min(1)).min(1, "must name a dataset"),
    }),
  ]),
  default: z.boolean().default(false),
  isActiveOnEdge: z.boolean().default(false),
});

const listQuery = z.object({
  default: text,
  "schema.name": text,
  "attributeMerge.type": text,
  "identityGraph.type": text,
  limit: whole({ least: 1, most: 1000, preset: 20 }),
  start: whole({ preset: 0 }),
  orderBy: text,
  orderby: text,
});
type ListQuery = z.infer<typeof listQuery>;

/** What the routes of merge policies take. */
export interface MergePolicyServices {
  storage: ProfileConfigStorage;
  client: { orgId: string };
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** `/data/core/ups/config/mergePolicies`. */
export function mergePolicyRoutes(
  app: FastifyInstance,
  { storage, client, clock }: MergePolicyServices,
): void {
  app.get(path, (request): MergePolicyPage => {
    const query = parseQuery(listQuery, request.query);
    const all = [...storage.mergePolicies.list(request.sandbox)].map(([, policy]) => policy);
    return page(
      all.filter((policy) => matches(policy, query)),
      query,
    );
  });

  app.post(path, (request): MergePolicy => {
    const { sandbox } = request;
    const body = parseBody(policyRequest, request.body);
    if (body.identityGraph.type === "pdg") {
      throw problem("not-supported", "identityGraph.type: the emulator stitches no identities; use none.");
    }
    const policy = newMergePolicy({
      policy: { ...body, id: randomUUID() },
      sandbox,
      orgId: client.orgId,
      now: clock(),
    });
    storage.transaction(() => {
      if (policy.default) {
        for (const [id, other] of [...storage.mergePolicies.list(sandbox)]) {
          if (other.default) storage.mergePolicies.put(sandbox, id, { ...other, default: false });
        }
      }
      storage.mergePolicies.put(sandbox, policy.id, policy);
    });
    return policy;
  });

  app.get<Params>(`${path}/:id`, (request): MergePolicy => {
    const policy = storage.mergePolicies.get(request.sandbox, request.params.id);
    if (!policy) throw unknownPolicy(request.params.id, request.sandbox);
    return policy;
  });

  app.delete<Params>(`${path}/:id`, async (request, reply) => {
    const { id } = request.params;
    const policy = storage.mergePolicies.get(request.sandbox, id);
    if (!policy) throw unknownPolicy(id, request.sandbox);
    if (policy.default) {
      throw problem(
        "invalid-request",
        `Merge policy "${id}" is the default; make another one the default before deleting it.`,
      );
    }
    storage.mergePolicies.delete(request.sandbox, id);
    return reply.code(200).send();
  });
}

function matches(policy: MergePolicy, query: ListQuery): boolean {
  const filters: [wanted: string | undefined, value: unknown][] = [
    [query.default, policy.default],
    [query["schema.name"], policy.schema?.name],
    [query["attributeMerge.type"], policy.attributeMerge?.type],
    [query["identityGraph.type"], policy.identityGraph?.type],
  ];
  return filters.every(([wanted, value]) => wanted === undefined || wanted === String(value));
}

/** A page in the order of names. `start` is the `_page.next` of the previous page. */
function page(policies: MergePolicy[], { limit, start, ...query }: ListQuery): MergePolicyPage {
  const orderBy = query.orderBy ?? query.orderby ?? "";
  const sorted = policies.sort((one, other) => (one.name ?? "").localeCompare(other.name ?? "", "en"));
  if (orderBy.startsWith("-")) sorted.reverse();
  const children = sorted.slice(start, start + limit);
  const next = start + limit < policies.length ? String(start + limit) : undefined;
  const href =
    next === undefined
      ? ""
      : `@/mergePolicies?start=${next}&orderBy=${encodeURIComponent(orderBy)}&limit=${limit}`;
  return {
    _page: { count: children.length, totalCount: policies.length, pageSize: children.length, next },
    children,
    _links: { next: { href } },
  };
}

/** The merge policy that applies if a request names none. Every sandbox has one. */
export function defaultMergePolicy(sandbox: string, storage: ProfileConfigStorage): MergePolicy {
  for (const [, policy] of storage.mergePolicies.list(sandbox)) if (policy.default) return policy;
  throw new Error(`Sandbox "${sandbox}" has no default merge policy.`);
}

function unknownPolicy(id: string, sandbox: string): Error {
  return problem("not-found", `Merge policy "${id}" does not exist in sandbox "${sandbox}".`);
}
