import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { SegmentDefinition, SegmentDefinitionPage } from "../../contract/segments";
import { problem } from "../http/errors";
import { compare, parseQuery, text, whole } from "../http/query";
import { parseBody } from "../http/requestBody";
import { ProfileError, type ProfileStore } from "../profiles/index";
import { defaultMergePolicy, type MergePolicyServices } from "./mergePolicies";
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
    const body = parseBody(segmentRequest, request.body);
    await checkExpression(services, sandbox, body.expression);
    for (const [, { name }] of storage.segments.list(sandbox)) {
      if (name === body.name)
        throw problem("already-exists", `name: a segment definition "${name}" exists already.`);
    }
    const mergePolicyId = body.mergePolicyId ?? defaultMergePolicy(sandbox, storage).id;
    if (!storage.mergePolicies.get(sandbox, mergePolicyId)) {
      throw problem(
        "invalid-request",
        `mergePolicyId: merge policy "${mergePolicyId}" does not exist in sandbox "${sandbox}".`,
      );
    }
    const id = randomUUID();
    const segment = newSegment({
      definition: { ...body, id, mergePolicyId },
      sandbox,
      orgId: client.orgId,
      now: clock(),
    });
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

  app.delete<Params>(`${path}/:id`, (request) => {
    const { id } = request.params;
    if (!storage.segments.delete(request.sandbox, id)) throw unknownSegment(id, request.sandbox);
    return { status: true, message: "Segment definition has been deleted" };
  });
}

/** Refuses an expression that the emulator cannot evaluate. */
async function checkExpression(
  { storage, profiles, recordsLoaded }: SegmentServices,
  sandbox: string,
  expression: SegmentDefinition["expression"],
): Promise<void> {
  await recordsLoaded;
  const segments = await profiles.checkExpression(sandbox, expression).catch((error: unknown) => {
    if (!(error instanceof ProfileError)) throw error;
    if (error.code === "UNSUPPORTED_PQL") throw problem("not-supported", `UNSUPPORTED_PQL: ${error.message}`);
    throw problem("invalid-request", `expression.value: ${error.message}`);
  });
  for (const id of segments) {
    if (storage.segments.get(sandbox, id)) continue;
    throw problem(
      "invalid-request",
      `expression.value: inSegment: segment "${id}" does not exist in sandbox "${sandbox}".`,
    );
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
