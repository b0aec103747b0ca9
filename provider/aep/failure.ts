import { Readable } from "node:stream";
import { isAxiosError } from "axios";
import { AepError, type AepFailure } from "./errors";
import type { Redactor } from "./redact";
import { readRefusal } from "./refusal";
import { isSuccess, wasNeverSent } from "./retry";
import type { Exchange } from "./transport";

/** Bytes of a refusal's body that are read at most. */
const refusalLimit = 65_536;

interface Circumstances {
  exchange: Exchange;
  redactor: Redactor;
  timeoutMs: number;
}

type Cause = Pick<AepFailure, "kind" | "reason" | "status" | "code" | "requestId"> & {
  /** Whether the last try certainly changed nothing. */
  undone: boolean;
};

/**
 * The error of an exchange that failed, whatever was thrown. The thrown error itself is dropped: axios keeps the whole
 * request in it, headers and all.
 */
export async function failureOf(
  error: unknown,
  { exchange, redactor, timeoutMs }: Circumstances,
): Promise<AepError> {
  const { operation, effect, advice, headers } = exchange;
  const { undone, ...cause } = await causeOf(error, exchange, timeoutMs);
  const retried = isAxiosError(error) && (error.config?.["axios-retry"]?.retryCount ?? 0) > 0;
  // A create is repeated only after tries that certainly did nothing; others also after tries that may have.
  const certain = effect === "none" || (undone && (effect === "once" || !retried));
  return new AepError({
    requestId: headers["x-request-id"],
    ...cause,
    operation: redactor.redact(operation),
    reason: redactor.redact(cause.reason),
    outcome: certain ? "rejected" : "unknown",
    remedy: advice[cause.code as `${number}`] ?? advice[cause.kind],
  });
}

async function causeOf(error: unknown, { url, signal }: Exchange, timeoutMs: number): Promise<Cause> {
  const { origin } = new URL(url);
  if (signal?.aborted) return { kind: "aborted", reason: "stopped on request", undone: !isAxiosError(error) };
  if (!isAxiosError<unknown>(error)) {
    const code = codeOf(error);
    if (code !== undefined)
      return { kind: "network", reason: `the connection to ${origin} broke`, code, undone: false };
    return {
      kind: "unexpected",
      reason: error instanceof Error ? error.message : String(error),
      undone: false,
    };
  }
  const { response, code } = error;
  if (response !== undefined && !isSuccess(response.status)) {
    const { status } = response;
    const requestId = stringOf(response.headers["x-request-id"]);
    const answered = { status, ...(requestId !== undefined && { requestId }) };
    if (status >= 300 && status < 400) {
      const target = hostOf(stringOf(response.headers["location"]), url);
      const reason = `${origin} redirects to ${target}, which is not followed, so that the token stays where it belongs`;
      return { kind: "unexpected", reason, ...answered, undone: true };
    }
    const refusal = readRefusal({ status, text: await textOf(response.data) });
    const undone = (status < 500 && status !== 408) || status === 501;
    return { ...refusal, ...answered, undone };
  }
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
  const detail = error.message && !response ? `: ${error.message}` : "";
  return { kind: "network", reason: `the connection to ${origin} failed${detail}`, code, undone: false };
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

function hostOf(location: string | undefined, base: string): string {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).origin : "nowhere";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? stringOf(error.code) : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
