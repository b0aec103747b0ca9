import type { AxiosError } from "axios";
import type { IAxiosRetryConfig } from "axios-retry";
import { ProxyError } from "./proxy";

/** Time as the client sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Resolves after `ms` milliseconds, or rejects as soon as the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What decides whether and when a call is repeated. */
export interface RetryOptions {
  /** Verb, noun and name of the call, for the log. */
  operation: string;
  /** Whether a second call would change nothing more than the first. */
  repeatable: boolean;
  /** Whether a call that AEP throttles (429) is repeated. Defaults to true. */
  repeatThrottled?: boolean;
  clock: Clock;
  signal?: AbortSignal;
  log: (message: string) => void;
}

/** The most repeats of one call. */
export const maxRetries = 5;
/** A repeat must begin within this many milliseconds of the first try; a later one is not made. */
const maxTotalMs = 180_000;
const firstBackoffMs = 500;

const troubleStatuses = new Set([500, 502, 503, 504]);
/** With these codes nothing was sent, so even a create may be repeated. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
const brokenConnection = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  // axios uses this code for an answer that broke off or is not JSON.
  "ERR_BAD_RESPONSE",
]);

/**
 * The repeats of one call:
 * - always after a connection that was never made;
 * - after a 429, unless the caller wants to look first;
 * - if the call is repeatable, after 500, 502, 503, 504, a broken connection or an answer that is
 *   not JSON.
 *
 * Waits with exponential backoff and jitter, at least as long as `Retry-After` says. Logs a line
 * for each repeat.
 */
export class Retries {
  /** Whether a repeated try may have taken effect although it failed. */
  inDoubt = false;
  #count = 0;
  #delayMs = 0;
  readonly #options: RetryOptions;
  readonly #deadline: number;

  constructor(options: RetryOptions) {
    this.#options = options;
    this.#deadline = options.clock.now() + maxTotalMs;
  }

  /** These rules as the configuration of axios-retry. */
  readonly config: IAxiosRetryConfig = {
    retries: maxRetries,
    shouldResetTimeout: true,
    // onRetry waits instead: there the signal can end the wait and a test can skip it.
    retryDelay: () => 0,
    retryCondition: (error) => this.#mayRepeat(error),
    onRetry: (_count, error) => this.#wait(error),
  };

  #mayRepeat(error: AxiosError): boolean {
    const { clock, signal } = this.#options;
    if (signal?.aborted || !isTransient(error, this.#options)) return false;
    this.#delayMs = Math.max(retryAfterMs(error, clock.now()), backoffMs(this.#count));
    return clock.now() + this.#delayMs < this.#deadline;
  }

  async #wait(error: AxiosError): Promise<void> {
    const { response } = error;
    const { operation, clock, signal, log } = this.#options;
    this.#count += 1;
    this.inDoubt ||= response?.status !== 429 && !wasNeverSent(error);
    const seconds = (this.#delayMs / 1000).toFixed(1);
    const cause = causeOf(error);
    log(`${operation}: ${cause}; trying again in ${seconds} s (${this.#count} of ${maxRetries})`);
    await clock.sleep(this.#delayMs, signal);
  }
}

/** Whether a status is a 2xx. An error with a 2xx is an answer that broke off or is not JSON. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Whether the connection failed before the request was sent. */
export const wasNeverSent = ({ code, cause }: Pick<AxiosError, "code" | "cause">): boolean =>
  cause instanceof ProxyError || (code !== undefined && neverSent.has(code));

/** The cause of a repeat, for the log. */
function causeOf({ response, code, cause }: AxiosError): string | number | undefined {
  if (cause instanceof ProxyError) return cause.message;
  return response !== undefined && !isSuccess(response.status) ? response.status : code;
}

function isTransient(
  error: AxiosError,
  { repeatable, repeatThrottled = true }: Pick<RetryOptions, "repeatable" | "repeatThrottled">,
): boolean {
  const { response, code, cause } = error;
  if (cause instanceof ProxyError) return isTransientOfProxy(cause);
  if (response !== undefined && !isSuccess(response.status)) {
    if (response.status === 429) return repeatThrottled;
    return repeatable && troubleStatuses.has(response.status);
  }
  return wasNeverSent(error) || (repeatable && code !== undefined && brokenConnection.has(code));
}

function isTransientOfProxy({ status, code }: ProxyError): boolean {
  if (status !== undefined) return status === 429 || troubleStatuses.has(status);
  return code !== undefined && (neverSent.has(code) || brokenConnection.has(code));
}

function backoffMs(repeats: number): number {
  return firstBackoffMs * 2 ** repeats * (0.5 + Math.random() / 2);
}

/** The wait that an answer asks for, plus up to a tenth at random, to spread callers. */
function retryAfterMs({ response }: AxiosError, now: number): number {
  const header: unknown = response?.headers["retry-after"];
  if (typeof header !== "string") return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : ms * (1 + Math.random() / 10);
}
