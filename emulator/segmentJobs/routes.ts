import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { SegmentJob, SegmentJobPage } from "../../contract/segmentJobs";
import type { SegmentDefinition } from "../../contract/segments";
import { problem } from "../http/errors";
import { nonEmptyText, parseQuery, whole } from "../http/query";
import { parseBody } from "../http/requestBody";
import { told } from "./record";
import type { SegmentJobs, SegmentJobStorage } from "./segmentJobs";

const path = "/data/core/ups/segment/jobs";
type Params = { Params: { id: string } };

const some = z
  .array(z.object({ segmentId: z.string().min(1, "must not be empty") }))
  .min(1, "must not be empty");
const all = z.object({
  schema: z.object({ name: z.literal("_xdm.context.profile", "must be _xdm.context.profile") }),
  segments: z.tuple([z.object({ segmentId: z.literal("*", "must be *") })], "must be [{segmentId: *}]"),
});

const listQuery = z.object({
  limit: whole({ least: 1, most: 1000, preset: 100 }),
  start: whole({ preset: 0 }),
  status: nonEmptyText,
  sort: nonEmptyText,
  property: nonEmptyText,
});
type ListQuery = z.infer<typeof listQuery>;

/** What the routes of segment jobs take. */
export interface SegmentJobServices {
  storage: SegmentJobStorage;
  segmentJobs: SegmentJobs;
}

/** `/data/core/ups/segment/jobs`. */
export function segmentJobRoutes(app: FastifyInstance, { storage, segmentJobs }: SegmentJobServices): void {
  app.post(path, (request): SegmentJob => {
    const { sandbox } = request;
    const definitions = [...storage.segments.list(sandbox)].map(([, definition]) => definition);
    if (!Array.isArray(request.body)) {
      parseBody(all, request.body);
      return told(segmentJobs.submit(sandbox, definitions));
    }
    const ids = parseBody(some, request.body).map(({ segmentId }) => segmentId);
    const segments = ids.map((id, at): SegmentDefinition => {
      const definition = storage.segments.get(sandbox, id);
      if (definition) return definition;
      throw problem(
        "invalid-request",
        `[${at}].segmentId: segment "${id}" does not exist in sandbox "${sandbox}".`,
      );
    });
    return told(
      segmentJobs.submit(sandbox, [...new Map(segments.map((segment) => [segment.id, segment])).values()]),
    );
  });

  app.get(path, (request): SegmentJobPage =>
    page(segmentJobs.list(request.sandbox).map(told), parseQuery(listQuery, request.query)),
  );

  app.get<Params>(`${path}/:id`, (request): SegmentJob => {
    const job = storage.segmentJobs.get(request.sandbox, request.params.id);
    if (!job) throw unknownJob(request.params.id, request.sandbox);
    return told(job);
  });

  app.delete<Params>(`${path}/:id`, async (request, reply) => {
    const { id } = request.params;
    if (!segmentJobs.cancel(request.sandbox, id)) throw unknownJob(id, request.sandbox);
    return reply.code(204).send();
  });
}

/** One page of those jobs that `status` and `property` ask for, newest first; `start` counts pages from 0. */
function page(jobs: SegmentJob[], query: ListQuery): SegmentJobPage {
  const { limit, start } = query;
  const direction = directionOf(query);
  const found = jobs.filter(matcher(query));
  if (direction === "DESC") found.reverse();
  const children = found.slice(start * limit, (start + 1) * limit);
  const totalCount = found.length;
  const counts = { totalCount, pageSize: children.length };
  if ((start + 1) * limit >= totalCount) return { _page: counts, children, _links: { next: {} } };
  const next = String(start + 1);
  const status = query.status === undefined ? "" : `&status=${encodeURIComponent(query.status)}`;
  const href = `@/segmentJobs?sort=creationTime:${direction}&start=${next}&limit=${limit}&totalCount=${totalCount}${status}`;
  return { _page: { ...counts, next }, children, _links: { next: { href } } };
}

/** Jobs come in the order of their creation, up or down. */
function directionOf({ sort = "creationTime:desc" }: ListQuery): "ASC" | "DESC" {
  const [, direction] = /^creationTime:(asc|desc)$/i.exec(sort) ?? [];
  if (direction === undefined)
    throw problem(
      "not-supported",
      `sort=${sort} is not supported by the emulator; creationTime:desc and :asc are.`,
    );
  return direction.toUpperCase() as "ASC" | "DESC";
}

function matcher({ status, property }: ListQuery): (job: SegmentJob) => boolean {
  const [, segmentId] = /^segments~segmentId==(.*)$/s.exec(property ?? "") ?? [];
  if (property !== undefined && segmentId === undefined) {
    throw problem(
      "not-supported",
      `property=${property} is not supported by the emulator; segments~segmentId==ID is.`,
    );
  }
  return (job) =>
    (status === undefined || job.status === status) &&
    (segmentId === undefined || job.segments.some((segment) => segment.segmentId === segmentId));
}

function unknownJob(id: string, sandbox: string): Error {
  return problem("not-found", `Segment job "${id}" does not exist in sandbox "${sandbox}".`);
}
