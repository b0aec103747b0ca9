import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Estimate, PreviewResults, SampleStatus, StartedPreview } from "../../contract/previews";
import { problem } from "../http/errors";
import { parseQuery, whole } from "../http/query";
import { parseBody } from "../http/requestBody";
import { origin } from "../dataAccess/routes";
import { defaultMergePolicy } from "../profileConfig/mergePolicies";
import { checkExpression, type SegmentServices } from "../profileConfig/segments";
import type { Preview, Previews } from "./previews";

const ups = "/data/core/ups";
const path = `${ups}/preview`;
type Params = { Params: { id: string } };

const creation = z.object({
  predicateExpression: z.string().regex(/\S/, "must not be empty"),
  predicateType: z.enum(["pql/text", "PQL"], "must be pql/text").optional(),
  predicateModel: z
    .enum(["_xdm.context.profile", "xdm.model.profile"], "must be _xdm.context.profile")
    .optional(),
  graphType: z.enum(["none", "pdg"], "must be none or pdg").optional(),
});

const pageQuery = z.object({
  limit: whole({ least: 1, most: 1000, preset: 1000 }),
  offset: whole({ preset: 0 }),
});

/** What the routes of previews take. */
export interface PreviewServices extends SegmentServices {
  previews: Previews;
}

/** `/preview`, `/estimate` and `/previewsamplestatus` below `/data/core/ups`. */
export function previewRoutes(app: FastifyInstance, services: PreviewServices): void {
  const { storage, profiles, recordsLoaded, previews, clock } = services;
  const find = (sandbox: string, id: string): Preview => {
    const preview = previews.find(sandbox, id);
    if (!preview) throw problem("not-found", `Preview "${id}" does not exist in sandbox "${sandbox}".`);
    return preview;
  };

  app.post(path, async (request, reply): Promise<StartedPreview> => {
    const { sandbox } = request;
    const { predicateExpression: value, graphType } = parseBody(creation, request.body);
    if (graphType === "pdg")
      throw problem("not-supported", "graphType: the emulator stitches no identities; use none.");
    const expression = { type: "PQL", format: "pql/text", value };
    await checkExpression(services, sandbox, expression, { property: "predicateExpression" });
    const mergePolicy = defaultMergePolicy(sandbox, storage);
    const { id, queryId, executionId, state } = previews.start({ sandbox, expression, mergePolicy });
    reply.code(201).header("x-location", `${path}/${id}`);
    return {
      state,
      previewQueryStatus: state,
      previewQueryId: queryId,
      previewId: id,
      previewExecutionId: executionId,
    };
  });

  app.get<Params>(`${path}/:id`, async (request): Promise<PreviewResults> => {
    const preview = find(request.sandbox, request.params.id);
    const { limit, offset } = parseQuery(pageQuery, request.query);
    const results = (await previews.results(preview, { limit, offset })).map((objectId) => ({
      objectId,
      _href: `${origin(request)}${ups}/access/entities?schema.name=_xdm.context.profile&entityId=${objectId}`,
    }));
    return {
      state: preview.state,
      results,
      link: `${origin(request)}${path}/${preview.id}`,
      page: { offset, size: results.length },
    };
  });

  app.delete<Params>(`${path}/:id`, (request) => {
    const { id } = find(request.sandbox, request.params.id);
    previews.delete(request.sandbox, id);
    return { status: true, message: "Preview has been deleted" };
  });

  app.get<Params>(`${ups}/estimate/:id`, (request): Estimate => {
    const { id, state, total, matched, error } = find(request.sandbox, request.params.id);
    return {
      state: state === "NEW" ? "RUNNING" : state,
      estimatedSize: matched,
      numRowsToRead: total,
      profilesReadSoFar: state === "RESULT_READY" ? total : 0,
      profilesMatchedSoFar: matched,
      totalRows: total,
      standardError: 0,
      confidenceInterval: "95%",
      error: { description: error, traceback: "" },
      _links: { preview: `${origin(request)}${path}/${id}` },
    };
  });

  app.get(`${ups}/previewsamplestatus`, async (request): Promise<SampleStatus> => {
    await recordsLoaded;
    const { profiles: rows, fragments, events } = await profiles.size(request.sandbox);
    return {
      numRowsToRead: String(rows),
      totalRows: String(rows),
      samplingRatio: 1,
      totalFragmentCount: fragments,
      docCount: JSON.stringify(String(fragments + events)),
      status: "TASK_FINISHED",
      mergeStrategy: "timestampOrdered_none",
      lastSampledTimestamp: new Date(clock())
        .toISOString()
        .replace("T", " ")
        .replace(/\d\dZ$/, ""),
      sampleJobRunning: { status: false, submissionTimestamp: "" },
    };
  });
}
