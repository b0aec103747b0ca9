import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { DatasetExpiration, ExpirationPage, Quotas } from "../../contract/expirations";
import { ApiError, problem } from "../http/errors";
import { nonEmptyText, parseQuery } from "../http/query";
import { parseBody } from "../http/requestBody";
import type { Expirations, ExpirationStorage } from "./expirations";
import { expirationPage } from "./query";
import { told, type ExpirationRecord } from "./record";

const path = "/data/core/hygiene/ttl";
const quotaPath = "/data/core/hygiene/quota";
const quotaName = "datasetExpirationQuota";
/** Expirations that may be pending at one time in an organization without a Shield. */
const quota = 20;
const day = 24 * 60 * 60 * 1000;

type Params = { Params: { id: string } };

/** Without an offset it is UTC, a bare date its midnight. */
const expiry = z
  .union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
    error: "must be a date or a time in ISO 8601, such as 2030-12-31 or 2030-12-31T12:00:00Z",
  })
  .transform((value) => Date.parse(/T.*(Z|[+-]\d\d:\d\d)$|^[\d-]+$/.test(value) ? value : `${value}Z`));
const displayName = z.string().regex(/\S/, "must not be empty");
const description = z.string().optional();

const creation = z.object({
  datasetId: z.string().min(1, "must not be empty"),
  expiry,
  displayName,
  description,
});
const change = z
  .object({ expiry, displayName, description })
  .partial()
  .refine((fields) => Object.keys(fields).length > 0, {
    error: "must have expiry, displayName or description",
  });

const sandboxQuery = z.object({ sandboxName: nonEmptyText });
const includeQuery = z.object({ include: nonEmptyText });
const quotaQuery = z.object({ quotaType: nonEmptyText });

/** What the routes of expirations take. */
export interface ExpirationServices {
  storage: ExpirationStorage;
  expirations: Expirations;
  client: { orgId: string };
  sandboxes: readonly string[];
  clock: () => number;
}

/** `/data/core/hygiene/ttl` and `/data/core/hygiene/quota`. */
export function expirationRoutes(app: FastifyInstance, services: ExpirationServices): void {
  const { storage, expirations, client, sandboxes, clock } = services;
  const answer = (sandbox: string, expiration: ExpirationRecord, withHistory = false): DatasetExpiration =>
    told(expiration, { orgId: client.orgId, sandbox, withHistory });

  app.post(path, (request, reply): DatasetExpiration => {
    if (request.url.split("?", 1)[0]?.endsWith("/"))
      throw problem("not-found", "POST takes no slash at the end.");
    const { sandbox } = request;
    const body = parseBody(creation, request.body);
    if (!storage.datasets.get(sandbox, body.datasetId))
      throw problem("not-found", `Dataset "${body.datasetId}" does not exist in sandbox "${sandbox}".`);
    const existing = expirations.find(sandbox, body.datasetId);
    if (existing?.status === "cancelled") {
      throw problem(
        "not-supported",
        `POST ${path} for dataset "${body.datasetId}", whose expiration ${existing.ttlId} was cancelled: Adobe's documents leave open how it is opened again.`,
      );
    }
    if (existing) throw alreadyExpires(existing, services, sandbox);
    checkExpiry(body.expiry, clock());
    if (expirations.pending >= quota) {
      throw problem(
        "not-supported",
        `POST ${path} beyond the quota of ${quota} pending expirations: Adobe's documents leave open how it is refused.`,
      );
    }
    reply.code(201);
    return answer(sandbox, expirations.create(sandbox, body));
  });

  app.get(path, (request): ExpirationPage => {
    const { sandboxName: wanted = request.sandbox } = parseQuery(sandboxQuery, request.query);
    const all = sandboxes
      .filter((sandbox) => wanted === "*" || sandbox === wanted)
      .flatMap((sandbox) => expirations.list(sandbox).map((expiration) => answer(sandbox, expiration)));
    return expirationPage(all, request.query);
  });

  app.get<Params>(`${path}/:id`, (request): DatasetExpiration => {
    const expiration = expirations.find(request.sandbox, request.params.id);
    if (!expiration) throw unknownExpiration(request.params.id, request.sandbox);
    return answer(request.sandbox, expiration, parseQuery(includeQuery, request.query).include === "history");
  });

  app.put<Params>(`${path}/:id`, (request): DatasetExpiration => {
    const { sandbox } = request;
    const { id } = request.params;
    const expiration = storage.expirations.get(sandbox, id);
    if (!expiration) throw unknownExpiration(id, sandbox);
    const fields = parseBody(change, request.body);
    checkPending(expiration, "changed");
    if (fields.expiry !== undefined) checkExpiry(fields.expiry, clock());
    return answer(sandbox, expirations.change(sandbox, expiration, fields));
  });

  app.delete<Params>(`${path}/:id`, (request): DatasetExpiration => {
    const { sandbox } = request;
    const expiration = expirations.find(sandbox, request.params.id);
    if (!expiration) throw unknownExpiration(request.params.id, sandbox);
    checkPending(expiration, "cancelled");
    return answer(sandbox, expirations.cancel(sandbox, expiration));
  });

  app.get(quotaPath, (request): Quotas => {
    const { quotaType: type = quotaName } = parseQuery(quotaQuery, request.query);
    if (type !== quotaName)
      throw problem("not-supported", `quotaType ${type} is not supported by the emulator; ${quotaName} is.`);
    return {
      quotas: [
        {
          name: quotaName,
          description: "The number of dataset expirations that are pending in the organization.",
          consumed: expirations.pending,
          quota,
        },
      ],
    };
  });
}

function checkExpiry(time: number, now: number): void {
  if (time >= now + day) return;
  throw problem(
    "invalid-request",
    `expiry: ${new Date(time).toISOString()} is not at least 24 hours ahead of ${new Date(now).toISOString()}.`,
  );
}

function checkPending({ ttlId, status }: ExpirationRecord, done: string): void {
  if (status === "pending") return;
  throw problem("invalid-request", `Expiration "${ttlId}" is ${status}; only a pending one can be ${done}.`);
}

function unknownExpiration(id: string, sandbox: string): Error {
  return problem("not-found", `Dataset expiration "${id}" does not exist in sandbox "${sandbox}".`);
}

/** The refusal of which Adobe's guide shows the whole body. */
function alreadyExpires(
  { datasetId }: ExpirationRecord,
  { client, clock }: ExpirationServices,
  sandbox: string,
): ApiError {
  const errorCode = "HYGN-3102-400";
  const serviceId = "acp_privacy_hygiene";
  return new ApiError(400, {
    type: `http://ns.adobe.com/aep/errors/${errorCode}`,
    title: `The requested dataset already has an existing expiration. Additional detail: A TTL already exists for datasetId=${datasetId}`,
    status: 400,
    report: {
      tenantInfo: { sandboxName: sandbox, sandboxId: "not-applicable", imsOrgId: client.orgId },
      additionalContext: { "Invoking Client ID": serviceId },
    },
    "error-chain": [{ serviceId: "HYGN", errorCode, invokingServiceId: serviceId, unixTimeStampMs: clock() }],
  });
}
