import type { FastifyInstance } from "fastify";
import type { ExportJob, ExportJobPage } from "../../contract/exportJobs";
import * as z from "zod";
import { problem } from "../http/errors";
import { nonEmptyText, parseQuery, text, whole } from "../http/query";
import { parseExportRequest } from "./request";
import type { JobRecord } from "./machine";
import type { JobRunner } from "./runner";
import type { ExportJobStorage, JobOffset } from "./store";
import { quirkyJob, quirkyPage, type Quirks } from "../http/quirks";

const path = "/data/core/ups/export/jobs";
type Params = { Params: { id: string } };

const listQuery = z.object({
  limit: whole({ least: 1, most: 1000, preset: 100 }),
  status: nonEmptyText,
  offset: text,
});

/** What the routes of export jobs take. */
export interface ExportJobServices {
  storage: ExportJobStorage;
  jobs: JobRunner;
  quirks: Quirks;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** `/data/core/ups/export/jobs`. */
export function exportJobRoutes(
  app: FastifyInstance,
  { storage, jobs, quirks, clock }: ExportJobServices,
): void {
  app.post(path, (request, reply): ExportJob => {
    const job = jobs.submit(request.sandbox, parseExportRequest(request.body, request.sandbox, storage));
    reply.header("x-location", `${path}/${job.id}`);
    return quirkyJob(withoutFault(job), quirks);
  });

  app.get(path, (request): ExportJobPage => {
    const { limit, status, offset } = parseQuery(listQuery, request.query);
    // One more than asked for shows whether there is a next page.
    const found = jobs.list(request.sandbox, {
      status,
      createdUntil: clock() - request.listLag,
      offset: offsetOf(offset),
      limit: limit + 1,
    });
    return quirkyPage(page(found.map(withoutFault), { limit, status }), quirks);
  });

  app.get<Params>(`${path}/:id`, (request): ExportJob => {
    const job = jobs.find(request.sandbox, jobId(request.params.id));
    if (!job) throw unknownJob(request.params.id, request.sandbox);
    return quirkyJob(withoutFault(job), quirks);
  });

  app.delete<Params>(`${path}/:id`, async (request, reply) => {
    if (!jobs.cancelOrForget(request.sandbox, jobId(request.params.id))) {
      throw unknownJob(request.params.id, request.sandbox);
    }
    return quirks.has("delete-200")
      ? reply.send({ status: true, message: "Export job has been marked for cancelling" })
      : reply.code(204).send();
  });
}

/** The job as clients see it. */
function withoutFault({ fault: _fault, ...job }: JobRecord): ExportJob {
  return job;
}

function page(
  found: ExportJob[],
  { limit, status }: { limit: number; status: string | undefined },
): ExportJobPage {
  const records = found.slice(0, limit);
  const oldest = records.at(-1);
  const pageOffset = oldest && `${oldest.creationTime}_${oldest.id}`;
  const filter = status === undefined ? "" : `&status=${encodeURIComponent(status)}`;
  return {
    records,
    page: { sortField: "createdTime", sort: "desc", pageOffset, pageSize: records.length },
    link: found.length > limit ? { next: `/export/jobs/?limit=${limit}&offset=${pageOffset}${filter}` } : {},
  };
}

/**
 * `offset` is the `page.pageOffset` of the previous page, or a number of jobs to skip (in Adobe's
 * oldest examples).
 */
function offsetOf(offset = ""): JobOffset {
  const token = /^\d+_(\d{1,15})$/.exec(offset);
  if (token) return { afterId: Number(token[1]) };
  return { skip: parseQuery(z.object({ offset: whole({ preset: 0 }) }), { offset }).offset };
}

/** The id of a job as a number. 0, which no job has, for any other text. */
function jobId(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}

function unknownJob(id: string, sandbox: string): Error {
  return problem("not-found", `Export job "${id}" does not exist in sandbox "${sandbox}".`);
}
