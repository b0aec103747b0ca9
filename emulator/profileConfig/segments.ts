import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { SegmentDefinition, SegmentDefinitionPage } from "../../contract/segments";
import { problem } from "../http/errors";
import { compare, parseQuery, text, whole } from "../http/query";
import { parseBody } from "../http/requestBody";
import { ProfileError, type ProfileStore } from "../profiles/index";
import { defaultMergePolicy, type MergePolicyServices } from "./mergePolicies";
import { refuseInUse } from "./inUse";
import { newSegment } from "./newObjects";

const path = "/data/core/ups/segment/definitions";
type Params = { Params: { id: string } };

const nonEmpty = z.string().regex(/\S/, "must not be empty");
const evaluation = z.object({ enabled: z.boolean() }).optional();
const segmentRequest = z.object({
  name: nonEmpty,
  description: z.string().optional(),
  expression: z.object({
    type: z.string().refine((type) => type.toUpperCase() === "PQL", "must be PQL"),
    format: z.enum(["pql/text", "pql/json"]),
    value: nonEmpty,
  }),
  schema: z.object({ name: z.literal("_xdm.context.profile", "must be _xdm.context.profile") }),
  mergePolicyId: z.string().optional(),
  evaluationInfo: z.object({ batch: evaluation, continuous: evaluation, synchronous: evaluation }).optional(),
  payloadSchema: z.string().optional(),
});

const listQuery = z.object({
  limit: whole({ least: 1, most: 1000, preset: 100 }),
  page: whole({ preset: 0 }),
  start: whole({ preset: undefined }),
  sort: text,
});

/** What the routes of segment definitions take. */
export interface SegmentServices extends MergePolicyServices {
  profiles: ProfileStore;
  /** Settles when the profile store has loaded its records, or has failed to. */
  recordsLoaded: Promise<void>;
}

/** `/data/core/ups/segment/definitions`. */
export function segmentRoutes(app: FastifyInstance, services: SegmentServices): void {
  const { storage, client, clock } = services;

  app.get(path, (request): SegmentDefinitionPage => {
    const all = [...storage.segments.list(request.sandbox)].map(([, definition]) => definition);
    return page(all, parseQuery(listQuery, request.query));
  });

  app.post(path, async (request, reply): Promise<SegmentDefinition> => {
    const { sandbox } = request;
    const id = randomUUID();
    const definition = { ...(await parseDefinition(services, sandbox, request.body)), id };
    refuseTakenName(storage, sandbox, definition);
    const segment = newSegment({ definition, sandbox, orgId: client.orgId, now: clock() });
    storage.segments.put(sandbox, id, segment);
    reply.header("x-location", `${path}/${id}`);
    return segment;
  });

  app.get<Params>(`${path}/:id`, (request): SegmentDefinition => {
    const { id } = request.params;
    const segment = storage.segments.get(request.sandbox, id);
    if (!segment) throw unknownSegment(id, request.sandbox);
    return segment;
  });

  app.patch<Params>(`${path}/:id`, async (request, reply): Promise<SegmentDefinition> => {
    const { sandbox } = request;
    const { id } = request.params;
    if (!storage.segments.get(sandbox, id)) throw unknownSegment(id, sandbox);
    const definition = { ...(await parseDefinition(services, sandbox, request.body)), id };
    const before = storage.segments.get(sandbox, id);
    if (!before) throw unknownSegment(id, sandbox);
    refuseTakenName(storage, sandbox, definition);
    const segment = {
      ...newSegment({ definition, sandbox, orgId: client.orgId, now: clock() }),
      creationTime: before.creationTime,
    };
    storage.segments.put(sandbox, id, segment);
    reply.header("x-location", `${path}/${id}`);
    return segment;
  });

  app.delete<Params>(`${path}/:id`, (request) => {
    const { sandbox } = request;
    const { id } = request.params;
    if (!storage.segments.get(sandbox, id)) throw unknownSegment(id, sandbox);
    const all = [...storage.segments.list(sandbox)].map(([, definition]) => definition);
    refuseInUse(id, all, request.id);
    storage.segments.delete(sandbox, id);
    return { status: true, message: "Segment definition has been deleted" };
  });
}

/** The body of POST or PATCH, checked with all that it refers to. */
async function parseDefinition(
  services: SegmentServices,
  sandbox: string,
  body: unknown,
): Promise<Omit<SegmentDefinition, "id">> {
  const { storage } = services;
  const definition = parseBody(segmentRequest, body);
  await checkExpression(services, sandbox, definition.expression, { keepsUnsupported: true });
  const mergePolicyId = definition.mergePolicyId ?? defaultMergePolicy(sandbox, storage).id;
  if (!storage.mergePolicies.get(sandbox, mergePolicyId)) {
    throw problem(
      "invalid-request",
      `mergePolicyId: merge policy "${mergePolicyId}" does not exist in sandbox "${sandbox}".`,
    );
  }
  return { ...definition, mergePolicyId };
}

/** Names are unique in a sandbox. */
function refuseTakenName(
  storage: SegmentServices["storage"],
  sandbox: string,
  { id, name }: SegmentDefinition,
): void {
  for (const [otherId, other] of storage.segments.list(sandbox)) {
    if (other.name === name && otherId !== id)
      throw problem("already-exists", `name: a segment definition "${name}" exists already.`);
  }
}

/**
 * Refuses a wrong expression, and with `keepsUnsupported: false` one that the emulator cannot
 * evaluate. If that one is kept, a job that needs it fails.
 */
export async function checkExpression(
  { storage, profiles, recordsLoaded }: SegmentServices,
  sandbox: string,
  expression: SegmentDefinition["expression"],
  { property = "expression.value", keepsUnsupported = false } = {},
): Promise<void> {
  if (expression?.format === "pql/json") {
    if (isJsonObject(expression.value)) return;
    throw problem("invalid-request", "expression.value: must be a JSON object as text, for it is pql/json.");
  }
  await recordsLoaded;
  const segments = await profiles.checkExpression(sandbox, expression).catch((error: unknown) => {
    if (!(error instanceof ProfileError)) throw error;
    if (error.code === "UNSUPPORTED_PQL" && keepsUnsupported) return [];
    if (error.code === "UNSUPPORTED_PQL") throw problem("not-supported", `UNSUPPORTED_PQL: ${error.message}`);
    throw problem("invalid-request", `${property}: ${error.message}`);
  });
  for (const id of segments) {
    if (storage.segments.get(sandbox, id)) continue;
    throw problem(
      "invalid-request",
      `${property}: inSegment: segment "${id}" does not exist in sandbox "${sandbox}".`,
    );
  }
}

function isJsonObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

/**
 * A page in the order of `sort=attribute:asc|desc`. It skips `start` segments, or `page` times
 * `limit`.
 */
function page(
  all: SegmentDefinition[],
  { limit, page: number, start = number * limit, ...query }: z.infer<typeof listQuery>,
): SegmentDefinitionPage {
  const [sortField = "creationTime", sort = "desc"] =
    (query.sort ?? "creationTime:desc").split(",", 1)[0]?.split(":") ?? [];
  const direction = sort === "desc" ? -1 : 1;
  const field = sortField as keyof SegmentDefinition;
  const sorted = all.sort((one, other) => direction * compare(one[field], other[field]));
  const segments = sorted.slice(start, start + limit);
  const next = start + limit;
  return {
    segments,
    page: {
      totalCount: all.length,
      totalPages: Math.ceil(all.length / limit),
      sortField,
      sort,
      pageSize: segments.length,
      limit,
    },
    link:
      next < all.length
        ? { next: `/segment/definitions?start=${next}&limit=${limit}&sort=${sortField}:${sort}` }
        : {},
  };
}

function unknownSegment(id: string, sandbox: string): Error {
  return problem("not-found", `Segment definition "${id}" does not exist in sandbox "${sandbox}".`);
}
