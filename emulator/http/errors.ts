import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ProfileAccessErrorBody } from "../../contract/entities";
import type { GatewayErrorBody, ProblemBody, WrappedErrorBody } from "../../contract/errors";
import { quirkyProblem, type Quirks } from "./quirks";

/**
 * The documented refusals of Adobe's API gateway, which refuses a call before a service sees it.
 */
const gatewayErrors = {
  tokenMissing: { status: 403, error_code: "403010", message: "Oauth token is missing." },
  tokenInvalid: { status: 401, error_code: "401013", message: "Oauth token is not valid" },
  keyMissing: { status: 403, error_code: "403000", message: "Api Key is required" },
  keyInvalid: { status: 403, error_code: "403003", message: "Api Key is invalid" },
  headerMissing: { status: 400, error_code: "400003", message: "Missing header" },
  throttled: { status: 429, error_code: "429050", message: "Too many requests" },
  orgInvalid: { status: 403, error_code: "403025", message: "Profile is not valid" },
} as const;

/** The refusals of Adobe's services by kind, as Problem Details without their `detail`. */
const problems = {
  "invalid-request": { status: 400, title: "Bad Request" },
  "malformed-body": { status: 400, title: "Bad Request" },
  "invalid-content-type": { status: 400, title: "BadRequestError" },
  forbidden: { status: 403, title: "Forbidden" },
  "foreign-host": { status: 403, title: "Forbidden" },
  "sandbox-not-found": { status: 403, title: "Forbidden" },
  "not-found": { status: 404, title: "Not Found" },
  "method-not-allowed": { status: 405, title: "Method Not Allowed" },
  "body-too-large": { status: 413, title: "Payload Too Large" },
  "range-not-satisfiable": { status: 416, title: "Range Not Satisfiable" },
  "already-exists": { status: 422, title: "Unprocessable Entity" },
  "internal-error": { status: 500, title: "Internal Server Error" },
  unavailable: { status: 503, title: "Service Unavailable" },
  "not-supported": { status: 501, title: "Not Implemented" },
} as const;

export type ProblemKind = keyof typeof problems;

/** A refusal with the status and the JSON body that the client gets. Routes throw it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: GatewayErrorBody | ProblemBody | WrappedErrorBody | ImsErrorBody | ProfileAccessErrorBody,
    readonly headers: Record<string, string> = {},
  ) {
    super(JSON.stringify(body));
    this.name = "ApiError";
  }
}

/** A refusal of the token endpoint (RFC 6749, section 5.2). */
export interface ImsErrorBody {
  error: string;
  error_description: string;
}

/** A refusal by the gateway. */
export function gatewayError(kind: keyof typeof gatewayErrors, headers?: Record<string, string>): ApiError {
  const { status, ...body } = gatewayErrors[kind];
  return new ApiError(status, body, headers);
}

/** A refusal by a service, as Problem Details whose `type` names the kind. */
export function problem(kind: ProblemKind, detail: string, headers?: Record<string, string>): ApiError {
  const { status, title } = problems[kind];
  return new ApiError(status, { type: `urn:aep-emulator:${kind}`, status, title, detail }, headers);
}

/** The refusals of Fastify itself, by its error codes. */
const fastifyErrors: Record<string, { kind: ProblemKind; detail?: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    kind: "invalid-content-type",
    detail: "A valid content-type must be specified",
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { kind: "body-too-large" },
};

/** Records an unexpected error. */
export type Log = (error: Error) => void;

/** Answers an error that a route threw. An unexpected error becomes a 500 and is logged. */
export function errorRenderer({
  log,
  quirks,
}: {
  log: Log;
  quirks: Quirks;
}): (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const refusal = error instanceof ApiError ? error : toApiError(error, request);
    if (refusal !== error && refusal.status === 500) log(error);
    const { status, headers, body } = refusal;
    const answer =
      "title" in body && !("errors" in body) ? quirkyProblem(body, { quirks, requestId: request.id }) : body;
    return reply.code(status).headers(headers).send(answer);
  };
}

function toApiError(error: Error & Partial<FastifyError>, { method, url }: FastifyRequest): ApiError {
  const known = fastifyErrors[error.code ?? ""];
  if (known) return problem(known.kind, known.detail ?? error.message);
  if (error.statusCode !== undefined && error.statusCode < 500)
    return problem("malformed-body", error.message);
  return problem("internal-error", `The emulator failed on ${method} ${url}: ${error.message}`);
}
