import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { SegmentDefinition, SegmentDefinitionPage } from "../../contract/segments";
import { compare, integer, text, type Query } from "../catalog/listQuery";
import { problem } from "../http/errors";
import { defaultMergePolicy } from "../exportJobs/request";
import { ProfileError } from "../profiles/index";
import { parseBody } from "../http/requestBody";
import { newSegment } from "../sandboxes/objects";
import { refuseInUse } from "./inUse";
import type { Services } from "../services";

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

/** `/data/core/ups/segment/definitions`. */
export function segmentRoutes(app: FastifyInstance, services: Services): void {
  const { storage, client, clock } = services;

  app.get(path, (request): SegmentDefinitionPage => {
    const all = [...storage.segments.list(request.sandbox)].map(([, definition]) => definition);
    return page(all, request.query as Query);
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

/** Reads the body of POST and PATCH, which overwrites: its shape, then what it refers to in the sandbox. */
async function parseDefinition(
  services: Services,
  sandbox: string,
  body: unknown,
): Promise<Omit<SegmentDefinition, "id">> {
  const { storage } = services;
  const definition = parseBody(segmentRequest, body);
  await checkExpression(services, sandbox, definition.expression);
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
  storage: Services["storage"],
  sandbox: string,
  { id, name }: SegmentDefinition,
): void {
  for (const [otherId, other] of storage.segments.list(sandbox)) {
    if (other.name === name && otherId !== id)
      throw problem("already-exists", `name: a segment definition "${name}" exists already.`);
  }
}

/**
 * Refuses an expression that no export could evaluate, before a segment has it. One in `pql/json` is only kept: a job that needs it
 * fails and says so.
 */
export async function checkExpression(
  { storage, profiles, recordsLoaded }: Services,
  sandbox: string,
  expression: SegmentDefinition["expression"],
  property = "expression.value",
): Promise<void> {
  if (expression?.format === "pql/json") {
    if (isJsonObject(expression.value)) return;
    throw problem("invalid-request", "expression.value: must be a JSON object as text, for it is pql/json.");
  }
  await recordsLoaded;
  const segments = await profiles.checkExpression(sandbox, expression).catch((error: unknown) => {
    if (!(error instanceof ProfileError)) throw error;
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

/** One page, ordered by `sort=attribute:asc|desc`, from `start` (a number to skip) or from `page` (times `limit`). */
function page(all: SegmentDefinition[], query: Query): SegmentDefinitionPage {
  const limit = integer(query, "limit", { least: 1, most: 1000, preset: 100 });
  const number = integer(query, "page", { least: 0, most: Number.MAX_SAFE_INTEGER, preset: 0 });
  const start = integer(query, "start", { least: 0, most: Number.MAX_SAFE_INTEGER, preset: number * limit });
  const [sortField = "creationTime", sort = "desc"] =
    (text(query.sort) ?? "creationTime:desc").split(",", 1)[0]?.split(":") ?? [];
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
