import { Readable } from "node:stream";
import type { AxiosError } from "axios";
import { AepError, type AepFailure } from "./errors";
import { isRecord } from "./json";
import { adviceWithoutProxy, escaping, ProxyError, proxyFor } from "./proxy";
import type { Redactor } from "./redact";
import { readRefusal } from "./refusal";
import { isSuccess, wasNeverSent } from "./retry";
import { certificateAdvice, isDistrust } from "./trust";
import type { Exchange } from "./exchange";

/** The most characters of an error body that are read. */
const refusalLimit = 65_536;

interface Circumstances {
  exchange: Exchange;
  /** Whether an earlier try may have taken effect although it failed. */
  inDoubt: boolean;
  redactor: Redactor;
  timeoutMs: number;
  ending?: AbortSignal;
}

type Cause = Pick<AepFailure, "kind" | "reason" | "status" | "code" | "requestId" | "remedy"> & {
  /** Whether the last try certainly changed nothing. */
  undone: boolean;
  /** Whether it reached nothing, or only a proxy. */
  unsent?: boolean;
};

/**
 * Makes the error of a failed exchange from whatever was thrown. The thrown error itself is dropped:
 * axios keeps the whole request in it, with its headers.
 */
export async function failureOf(error: unknown, circumstances: Circumstances): Promise<AepError> {
  const { exchange, inDoubt, redactor } = circumstances;
  const { undone, unsent, ...cause } = await causeOf(error, circumstances);
  const certain = exchange.effect === "none" || (undone && !inDoubt);
  const sentId = unsent ? undefined : exchange.headers["x-request-id"];
  const redacted = (text: string | undefined) => text && redactor.redact(text);
  return new AepError({
    kind: cause.kind,
    operation: redactor.redact(exchange.operation),
    reason: redactor.redact(cause.reason),
    status: cause.status,
    code: redacted(cause.code),
    requestId: redacted(cause.requestId ?? sentId),
    outcome: certain ? "rejected" : "unknown",
    remedy: cause.remedy ?? exchange.advice[cause.code as `${number}`] ?? exchange.advice[cause.kind],
  });
}

async function causeOf(
  error: unknown,
  { exchange, redactor, timeoutMs, ending }: Circumstances,
): Promise<Cause> {
  const { url, signal } = exchange;
  // If the signal ends the call outside axios, before it or between two tries, no request is under way.
  const idle = !isAxiosError(error);
  if (signal?.aborted || (ending?.aborted && idle))
    return { kind: "aborted", reason: "stopped on request", undone: idle };
  const response = isAxiosError(error) ? error.response : undefined;
  if (response !== undefined && !isSuccess(response.status)) return readAnswer(response, { url, redactor });
  if (typeof response?.data === "string") {
    const requestId = stringOf(response.headers["x-request-id"]);
    return {
      kind: "unexpected",
      reason: "the answer is not JSON",
      status: response.status,
      requestId,
      undone: false,
    };
  }
  const proxyError = proxyErrorOf(error);
  if (proxyError === undefined) return connectionCause(error, { exchange, timeoutMs });
  const { message: reason, status, code, remedy } = proxyError;
  return { kind: "network", reason, status, code, remedy, undone: true, unsent: true };
}

/** The cause of a connection that failed or broke. */
function connectionCause(
  error: unknown,
  { exchange: { url, advice }, timeoutMs }: Pick<Circumstances, "exchange" | "timeoutMs">,
): Cause {
  const code = codeOf(error);
  const words = (isRecord(error) && stringOf(error["message"])) || String(error);
  if (code === undefined) return { kind: "unexpected", reason: words, undone: false };
  const proxy = proxyFor(url);
  const there = new URL(url).origin + (proxy ? ` through proxy ${proxy.name} of ${proxy.variable}` : "");
  if (isDistrust(code)) {
    const reason = `no trusted connection to ${there}: ${words}`;
    return { kind: "network", reason, code, remedy: certificateAdvice(code), undone: true, unsent: true };
  }
  const kind = code === "ETIMEDOUT" || code === "ECONNABORTED" ? "timeout" : "network";
  const remedy = [advice[kind], proxy ? undefined : adviceWithoutProxy(url)].filter(Boolean).join(" ");
  const cause = { kind, code, remedy } as const;
  if (kind === "timeout")
    return { ...cause, reason: `no answer from ${there} within ${timeoutMs / 1000} s`, undone: false };
  if (!wasNeverSent({ code }))
    return { ...cause, reason: `the connection to ${there} failed: ${words}`, undone: false };
  const why = code === "ECONNREFUSED" ? "" : ": its name cannot be resolved";
  return { ...cause, reason: `no connection to ${there}${why}`, undone: true, unsent: true };
}

/** The proxy's error, if a proxy is the cause. */
function proxyErrorOf(error: unknown): ProxyError | undefined {
  const thrown = isAxiosError(error) ? error.cause : error;
  return thrown instanceof ProxyError ? thrown : undefined;
}

async function readAnswer(
  { status, headers, data }: NonNullable<AxiosError["response"]>,
  { url, redactor }: { url: string; redactor: Redactor },
): Promise<Cause> {
  const requestId = stringOf(headers["x-request-id"]);
  if (status >= 300 && status < 400) {
    const reason =
      `${new URL(url).origin} redirects to ${originOf(headers["location"], url)}, ` +
      "which is not followed, so that no other host gets the token";
    return { kind: "unexpected", reason, status, requestId, undone: true };
  }
  if (status === 407) {
    const reason = "a proxy on the way wants a user and password";
    const remedy = `Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT, ${escaping}.`;
    return { kind: "network", reason, status, remedy, undone: true, unsent: true };
  }
  const refusal = readRefusal({ status, text: await textOf(data) }, redactor);
  const undone = (status < 500 && status !== 408) || status === 501;
  return { ...refusal, status, requestId: requestId ?? refusal.requestId, undone };
}

async function textOf(data: unknown): Promise<string> {
  if (typeof data === "string") return data;
  if (!(data instanceof Readable)) return "";
  let text = "";
  try {
    for await (const chunk of data) {
      text += String(chunk);
      if (text.length > refusalLimit) break;
    }
  } catch {
    // If the body breaks off, the status is enough.
  }
  return text;
}

function originOf(location: unknown, base: string): string {
  const target = stringOf(location);
  return target !== undefined && URL.canParse(target, base) ? new URL(target, base).origin : "nowhere";
}

function isAxiosError(error: unknown): error is AxiosError {
  return isRecord(error) && error["isAxiosError"] === true;
}

function codeOf(error: unknown): string | undefined {
  return isRecord(error) ? stringOf(error["code"]) : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
