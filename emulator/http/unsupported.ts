import type { FastifyInstance } from "fastify";
import { problem } from "./errors";
import { refuseCalls } from "./otherMethods";

const catalog = "/data/foundation/catalog";
const access = "/data/foundation/export";
const ups = "/data/core/ups";

/** Calls that Adobe documents for these services and that the emulator lacks, by path. */
const unsupportedCalls: Record<string, string[]> = {
  [`${catalog}/`]: ["GET", "POST"],
  [`${catalog}/batches`]: ["POST"],
  [`${catalog}/batches/:id`]: ["PUT", "POST", "DELETE", "PATCH"],
  [`${catalog}/batches/uniques/:field`]: ["GET"],
  [`${catalog}/lastBatches`]: ["GET"],
  [`${catalog}/dataSets/:id/credentials`]: ["GET"],
  [`${catalog}/tags/:namespace`]: ["GET"],
  [`${catalog}/v2/dataSets/:id`]: ["PATCH"],
  [`${access}/batches/:id/failed`]: ["GET"],
  [`${access}/batches/:id/meta`]: ["GET"],
  [`${ups}/access/entities`]: ["GET", "POST", "DELETE"],
  [`${ups}/audiences`]: ["GET", "POST"],
  [`${ups}/audiences/:id`]: ["GET", "DELETE", "PATCH", "PUT"],
  [`${ups}/audiences/bulk-get`]: ["POST"],
  [`${ups}/config/mergePolicies/:id`]: ["PUT", "PATCH"],
  [`${ups}/config/mergePolicies/bulk-get`]: ["POST"],
  [`${ups}/config/schedules`]: ["GET", "POST"],
  [`${ups}/config/schedules/:id`]: ["GET", "DELETE", "PATCH"],
  [`${ups}/estimate/:id`]: ["GET"],
  [`${ups}/preview`]: ["POST"],
  [`${ups}/preview/:id`]: ["GET", "DELETE"],
  [`${ups}/previewsamplestatus`]: ["GET"],
  [`${ups}/previewsamplestatus/report/dataset`]: ["GET"],
  [`${ups}/previewsamplestatus/report/namespace`]: ["GET"],
  [`${ups}/search/entities`]: ["GET"],
  [`${ups}/search/namespaces`]: ["GET"],
  [`${ups}/search/taxonomy`]: ["GET"],
  [`${ups}/segment/conversion`]: ["POST"],
  [`${ups}/segment/definitions/:id`]: ["PATCH"],
  [`${ups}/segment/definitions/bulk-get`]: ["POST"],
  [`${ups}/segment/jobs`]: ["GET", "POST"],
  [`${ups}/segment/jobs/:id`]: ["GET", "DELETE"],
  [`${ups}/segment/jobs/bulk-get`]: ["POST"],
  [`${ups}/system/jobs`]: ["GET", "POST"],
  [`${ups}/system/jobs/:id`]: ["GET", "DELETE"],
  "/data/core/ca/attributes": ["GET", "POST"],
  "/data/core/ca/attributes/:id": ["GET", "DELETE", "PATCH"],
  "/data/core/hygiene/quota": ["GET"],
  "/data/core/hygiene/ttl": ["GET", "POST"],
  "/data/core/hygiene/ttl/:id": ["GET", "PUT", "DELETE"],
};

/** Answers 501 to {@link unsupportedCalls}. */
export function unsupportedRoutes(app: FastifyInstance): void {
  for (const [url, methods] of Object.entries(unsupportedCalls)) {
    refuseCalls(app, { url, methods }, (call) =>
      problem("not-supported", `${call} is not supported by the emulator.`),
    );
  }
}

/** Answers 404 to every other path below a prefix. */
export function unknownRoutes(app: FastifyInstance, prefix: string): void {
  refuseCalls(app, { url: `${prefix}/*`, methods: app.supportedMethods }, (call) =>
    problem("not-found", `${call}: the path is none that the emulator knows.`),
  );
}
