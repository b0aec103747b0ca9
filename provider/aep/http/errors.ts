/**
 * Why a call failed:
 * - `unauthorized`: AEP refused the token.
 * - `forbidden`: AEP refused the API key, the organization or the sandbox, or a permission is missing.
 * - `notFound`: AEP knows no such object.
 * - `invalid`: AEP refused the request.
 * - `conflict`: the request conflicts with an existing object.
 * - `throttled`: there were too many calls.
 * - `unavailable`: AEP is in trouble.
 * - `unsupported`: the service does not support the call (501).
 * - `network`: there was no connection, or it broke.
 * - `timeout`: no answer came in time.
 * - `aborted`: the caller's signal ended the call.
 * - `unexpected`: the answer makes no sense here, or a package cannot be loaded.
 */
export type AepErrorKind =
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "invalid"
  | "conflict"
  | "throttled"
  | "unavailable"
  | "unsupported"
  | "network"
  | "timeout"
  | "aborted"
  | "unexpected";

/** What is known of a failed call. */
export interface AepFailure {
  kind: AepErrorKind;
  /** Verb, noun and name: `Creating dataset "daily"`. */
  operation: string;
  /** The cause in words, made one line in the message. */
  reason: string;
  /** Status of the HTTP answer, if one came. */
  status?: number;
  /** AEP's error code such as `401013`, or the system's, such as `ECONNREFUSED`. */
  code?: string;
  /** The `x-request-id` of the call, by which Adobe's support finds it. */
  requestId?: string;
  /**
   * `rejected`: the call changed nothing. `unknown`: the call may have changed something, so the caller
   * must look before repeating it.
   */
  outcome: "rejected" | "unknown";
  /** What the user can do about it, as a sentence. */
  remedy?: string;
}

/**
 * A call to AEP that failed. The message is one line: operation, cause, status, code, request id,
 * remedy. The error holds no header, no token, no secret and no `cause`.
 */
export class AepError extends Error implements AepFailure {
  readonly kind: AepErrorKind;
  readonly operation: string;
  readonly reason: string;
  readonly status?: number;
  readonly code?: string;
  readonly requestId?: string;
  readonly outcome: "rejected" | "unknown";
  readonly remedy?: string;

  constructor(failure: AepFailure) {
    super(messageOf(failure));
    this.name = "AepError";
    this.kind = failure.kind;
    this.operation = failure.operation;
    this.reason = failure.reason;
    this.status = failure.status;
    this.code = failure.code;
    this.requestId = failure.requestId;
    this.outcome = failure.outcome;
    this.remedy = failure.remedy;
  }
}

/** Waits for a call; undefined if AEP answers that it knows no such object. */
export async function unlessGone<T>(outcome: Promise<T>): Promise<T | undefined> {
  try {
    return await outcome;
  } catch (error) {
    if (error instanceof AepError && error.kind === "notFound") return undefined;
    throw error;
  }
}

function messageOf({ operation, reason, status, code, requestId, outcome, remedy }: AepFailure): string {
  const facts = [status, code, requestId && `request ${requestId}`].filter(
    (fact) => fact !== undefined && fact !== "",
  );
  const doubt = outcome === "unknown" ? "; it may have taken effect" : "";
  const about = facts.length > 0 ? ` (${facts.join(", ")})` : "";
  const cause = `${withoutStop(reason)}${doubt}`;
  return oneLine(`${operation}: ${cause}${about}.${remedy ? ` ${remedy}` : ""}`);
}

/** A text of somebody else without the full stop at its end, to be put into a sentence. */
export const withoutStop = (text: string): string => text.replace(/[\s.]+$/, "");

/** Puts text on one line, without control characters, and cuts it after `limit` characters. */
export function oneLine(text: string, limit = 2000): string {
  // eslint-disable-next-line no-control-regex -- control characters could rewrite a terminal, so they are removed
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}
