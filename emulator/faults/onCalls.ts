import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { gatewayError, problem, type ApiError } from "../http/errors";
import { defaultMilliseconds, type ActiveFaults, type CallFault } from "./rules";

declare module "fastify" {
  interface FastifyRequest {
    /** A list leaves out what was created in the last so many milliseconds. */
    listLag: number;
  }
}

/** Number of pieces in which a slow body is sent. */
const piecesOfBody = 10;

/** Injects the faults of the rules into calls to the routes of `app`. */
export function addCallFaults(app: FastifyInstance, faults: ActiveFaults): void {
  const closing = new AbortController();
  const afterwards = new WeakMap<FastifyRequest, CallFault>();

  app.decorateRequest("listLag", 0);
  app.addHook("preClose", (done) => {
    closing.abort();
    done();
  });

  app.addHook("onRequest", async (request, reply) => {
    const { method, url } = request;
    for (const fault of faults.ofCall({ method, path: url.split("?", 1)[0] ?? "" })) {
      switch (fault.fault) {
        case "latency":
          await latency(fault, closing.signal);
          break;
        case "stale-list":
          request.listLag = fault.milliseconds ?? defaultMilliseconds;
          break;
        case "throttle":
          throw gatewayError("throttled", retryHeader(fault));
        case "expired-token":
          throw gatewayError("tokenInvalid");
        case "forbidden":
          throw problem("forbidden", "The caller lacks a permission: a rule for faults asked for this.");
        case "error-before":
          throw serverError(fault);
        case "drop-before":
          return drop(request, reply);
        default:
          afterwards.set(request, fault);
      }
    }
    // The emulator is shutting down: its storage is closing.
    if (closing.signal.aborted) drop(request, reply);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const fault = afterwards.get(request);
    if (!fault) return payload;
    const body = await wholeBody(payload);
    if (fault.fault === "error-after") return answerInstead(reply, serverError(fault));
    if (fault.fault === "drop-after") request.raw.socket.destroy();
    // An empty body cannot be cut or slowed down, and the content-length of a HEAD must stay.
    if (body.length === 0) return body;
    if (fault.fault === "malformed-body") return body.subarray(0, Math.floor(body.length / 2));
    if (fault.fault === "slow-body") {
      reply.header("content-length", body.length);
      return Readable.from(pieces(body, fault, closing.signal));
    }
    return body;
  });
}

/** Waits as long as a fault asks for, or until the emulator shuts down. */
async function latency(
  { milliseconds = defaultMilliseconds }: CallFault,
  signal: AbortSignal,
): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function drop(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

function serverError(fault: CallFault): ApiError {
  const kind = fault.status === 500 ? "internal-error" : "unavailable";
  return problem(kind, `A rule for faults asked for this: ${fault.fault}.`, retryHeader(fault));
}

function retryHeader({ retryAfter }: CallFault): Record<string, string> {
  return retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
}

function answerInstead(reply: FastifyReply, { status, headers, body }: ApiError): string {
  reply.code(status).headers(headers).type("application/json; charset=utf-8");
  return JSON.stringify(body);
}

async function wholeBody(payload: unknown): Promise<Buffer> {
  if (payload instanceof Readable) return buffer(payload);
  return Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === "string" ? payload : "");
}

async function* pieces(
  body: Buffer,
  { milliseconds = defaultMilliseconds }: CallFault,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const size = Math.ceil(body.length / piecesOfBody);
  for (let start = 0; start < body.length; start += size) {
    await sleep(milliseconds / piecesOfBody, undefined, { signal });
    yield body.subarray(start, start + size);
  }
}
