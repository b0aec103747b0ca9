import { Readable } from "node:stream";
import type { AxiosError } from "axios";
import { AepError, type AepFailure } from "./errors";
import { isRecord } from "./json";
import type { Redactor } from "./redact";
import { readRefusal } from "./refusal";
import { isSuccess, wasNeverSent } from "./retry";
import type { Exchange } from "./transport";

/** Characters of a refusal's body that are read at most. */
const refusalLimit = 65_536;

/** Codes of a TLS handshake that fails, before anything is sent, because of the server's certificate. */
const distrust = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|ERR_TLS_CERT_)/;

interface Circumstances {
  exchange: Exchange;
  /** Whether an earlier try may have taken effect, although it failed. */
  inDoubt: boolean;
  redactor: Redactor;
  timeoutMs: number;
  ending?: AbortSignal;
}

type Cause = Pick<AepFailure, "kind" | "reason" | "status" | "code" | "requestId"> & {
  /** Whether the last try certainly changed nothing. */
  undone: boolean;
};

/**
 * The error of an exchange that failed, whatever was thrown. What was thrown is itself dropped: axios keeps the whole
 * request in it, headers and all.
 */
export async function failureOf(error: unknown, circumstances: Circumstances): Promise<AepError> {
  const { exchange, inDoubt, redactor } = circumstances;
  const { undone, ...cause } = await causeOf(error, circumstances);
  const certain = exchange.effect === "none" || (undone && !inDoubt);
  const sentId = wasNeverSent(cause.code) ? undefined : exchange.headers["x-request-id"];
  const redacted = (text: string | undefined) => text && redactor.redact(text);
  return new AepError({
    kind: cause.kind,
    operation: redactor.redact(exchange.operation),
    reason: redactor.redact(cause.reason),
    status: cause.status,
    code: redacted(cause.code),
    requestId: redacted(cause.requestId ?? sentId),
    outcome: certain ? "rejected" : "unknown",
    remedy: exchange.advice[cause.code as `${number}`] ?? exchange.advice[cause.kind],
  });
}

async function causeOf(
  error: unknown,
  { exchange, redactor, timeoutMs, ending }: Circumstances,
): Promise<Cause> {
  const { url, signal } = exchange;
  const { origin } = new URL(url);
  // Nothing is on its way when the signal is seen outside axios: before the call, or while waiting to repeat it.
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
  const code = codeOf(error);
  if (code === "ETIMEDOUT" || code === "ECONNABORTED") {
    return {
      kind: "timeout",
      reason: `no answer from ${origin} within ${timeoutMs / 1000} s`,
      code,
      undone: false,
    };
  }
  if (wasNeverSent(code))
    return { kind: "network", reason: `no connection to ${origin}`, code, undone: true };
  const words = (isRecord(error) && stringOf(error["message"])) || String(error);
  if (code === undefined) return { kind: "unexpected", reason: words, undone: false };
  if (distrust.test(code)) {
    return { kind: "network", reason: `no trusted connection to ${origin}: ${words}`, code, undone: true };
  }
  return { kind: "network", reason: `the connection to ${origin} failed: ${words}`, code, undone: false };
}

async function readAnswer(
  { status, headers, data }: NonNullable<AxiosError["response"]>,
  { url, redactor }: { url: string; redactor: Redactor },
): Promise<Cause> {
  const requestId = stringOf(headers["x-request-id"]);
  if (status >= 300 && status < 400) {
    const reason =
      `${new URL(url).origin} redirects to ${originOf(headers["location"], url)}, ` +
      "which is not followed, so that the token stays where it belongs";
    return { kind: "unexpected", reason, status, requestId, undone: true };
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
    // The refusal broke off: its status says enough.
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
