import http from "node:http";
import https from "node:https";
import { PassThrough, type Readable } from "node:stream";
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from "axios";
import type { AxiosRetry } from "axios-retry";
import { AepError, oneLine } from "./errors";
import type { Answer, Exchange } from "./exchange";
import { failureOf } from "./failure";
import { parseJson } from "./json";
import type { Redactor } from "./redact";
import { proxyFor } from "./proxy";
import { type Clock, isSuccess, Retries } from "./retry";
import { Tunnel } from "./tunnel";

export interface TransportOptions {
  clock: Clock;
  redactor: Redactor;
  log: (message: string) => void;
  /** A try ends after this many milliseconds without a byte. */
  timeoutMs: number;
  /** Once it aborts, no call is begun or repeated. A call under way continues. */
  ending?: AbortSignal;
}

/**
 * HTTP with a pool of connections, retries and typed errors: every failure becomes an `AepError`
 * without secrets. Follows no redirect, because the token must not reach another host. Uses the
 * proxy that the environment names, except for this machine.
 */
export class Transport {
  #axios?: AxiosInstance;
  #tunnel?: Tunnel;
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Makes the exchange and parses the JSON answer; an empty answer has no body. */
  async exchange(exchange: Exchange): Promise<Answer<unknown>> {
    const answer = answerOf(await this.#request<string>(exchange, "text"), exchange);
    return { ...answer, body: parseJson(answer.body) };
  }

  /** Makes the exchange and returns the body as a stream, which fails only with an `AepError`. */
  async stream(exchange: Exchange): Promise<Answer<Readable>> {
    const answer = answerOf(await this.#request<Readable>(exchange, "stream"), exchange);
    return { ...answer, body: this.#guarded(answer.body, exchange) };
  }

  async #request<Body>(exchange: Exchange, responseType: "text" | "stream"): Promise<AxiosResponse<Body>> {
    const { operation, method, url, headers, body, effect, repeatThrottled, signal } = exchange;
    const { clock, redactor, ending } = this.#options;
    const stop = signal && ending ? AbortSignal.any([signal, ending]) : (signal ?? ending);
    const log = (message: string) => this.#options.log(oneLine(redactor.redact(message)));
    const repeatable = effect !== "once";
    const retries = new Retries({ operation, repeatable, repeatThrottled, clock, signal: stop, log });
    this.#axios ??= createAxios({ timeout: this.#options.timeoutMs }, operation);
    try {
      stop?.throwIfAborted();
      const httpsAgent = this.#tunnelTo(url);
      const config = {
        method,
        url,
        headers,
        data: body,
        signal,
        responseType,
        proxy: false as const,
        ...(httpsAgent && { httpsAgent }),
        "axios-retry": {
          ...retries.config,
          ...(responseType === "text" && { validateResponse: isReadable }),
        },
      };
      return await this.#axios.request<Body>(config);
    } catch (error) {
      throw await failureOf(error, { exchange, inDoubt: retries.inDoubt, ...this.#options });
    }
  }

  /** The tunnel through the proxy that the environment names for a URL. It keeps its connections. */
  #tunnelTo(url: string): Tunnel | undefined {
    const proxy = proxyFor(url);
    if (proxy === undefined) return undefined;
    if (this.#tunnel?.proxy.url.href !== proxy.url.href) {
      for (const secret of proxy.secrets) this.#options.redactor.add(secret);
      this.#tunnel = new Tunnel(proxy, this.#options.timeoutMs);
    }
    return this.#tunnel;
  }

  /** Passes a stream on; fails with an `AepError` if it breaks or if no byte comes for too long. */
  #guarded(body: Readable, exchange: Exchange): Readable {
    const guarded = new PassThrough();
    const fail = async (error: unknown) => {
      guarded.destroy(await failureOf(error, { exchange, inDoubt: false, ...this.#options }));
    };
    const watch = setInterval(() => {
      // If the reader is slow, the stream is not at fault.
      if (!guarded.writableNeedDrain) void fail(stalled());
    }, this.#options.timeoutMs);
    body.on("data", () => watch.refresh());
    body.on("end", () => clearInterval(watch));
    body.on("error", (error) => void fail(error));
    guarded.on("close", () => {
      clearInterval(watch);
      body.destroy();
    });
    return body.pipe(guarded);
  }
}

/** Whether an answer is a 2xx with JSON or no body. Any other is an error, perhaps repeated. */
function isReadable({ status, data }: AxiosResponse<unknown>): boolean {
  return (
    isSuccess(status) && typeof data === "string" && (data.trim() === "" || parseJson(data) !== undefined)
  );
}

const stalled = () => Object.assign(new Error("stalled"), { code: "ETIMEDOUT" });

function createAxios(config: AxiosRequestConfig, operation: string): AxiosInstance {
  const { axios, axiosRetry } = loadAxios(operation);
  const instance = axios.create({
    ...config,
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
    maxRedirects: 0,
    transitional: { clarifyTimeoutError: true },
    // By default axios parses JSON and silently returns the text if it cannot.
    transformResponse: (data: unknown) => data,
  });
  axiosRetry(instance);
  return instance;
}

/** Loads axios at the first call: it takes 0.1 s, which a run without calls need not spend. */
function loadAxios(operation: string): { axios: AxiosStatic; axiosRetry: AxiosRetry } {
  try {
    /* eslint-disable @typescript-eslint/no-require-imports -- only require() loads late without making callers wait a turn */
    const axios = require("axios") as AxiosStatic;
    const { default: axiosRetry } = require("axios-retry") as { default: AxiosRetry };
    /* eslint-enable @typescript-eslint/no-require-imports */
    return { axios, axiosRetry };
  } catch (error) {
    // The first line of Node's message names the missing module; the others list who required it.
    const [sentence] = String(error instanceof Error ? error.message : error).split("\n");
    throw new AepError({
      kind: "unexpected",
      operation,
      reason: `the HTTP client cannot be loaded: ${sentence}`,
      outcome: "rejected",
      remedy: "Install the packages of the program again.",
    });
  }
}

function answerOf<Body>(
  { status, headers, data }: AxiosResponse<Body>,
  { headers: sent }: Exchange,
): Answer<Body> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const received = Object.fromEntries(entries) as Record<string, string>;
  return {
    status,
    headers: received,
    requestId: received["x-request-id"] ?? sent["x-request-id"],
    body: data,
  };
}
