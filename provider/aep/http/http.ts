import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { aepAdvice } from "./advice";
import { TokenSource } from "./token";
import { AepError } from "./errors";
import { Redactor } from "./redact";
import type { Clock } from "./retry";
import type { AepSettings } from "./settings";
import type { Answer, Exchange } from "./exchange";
import { Transport } from "./transport";

/** Parameters of a query; undefined ones are left out. */
export type Query = Record<string, string | number | undefined>;

/** One call to a service of AEP. */
export interface Call {
  /** Verb, noun and name, for errors and log: `Creating dataset "daily"`. */
  operation: string;
  method: Exchange["method"];
  /** The root of the service, e.g. `/data/foundation/catalog`, then segments, unescaped. */
  path: readonly [root: `/${string}`, ...segments: string[]];
  query?: Query;
  /**
   * The permissions that it needs, by their names in AEP's user interface. A refusal (403) tells them.
   * Left out where Adobe names none.
   */
  permissions?: readonly string[];
  /** Sent as JSON. */
  body?: object;
  headers?: Record<string, string>;
  /** Whether a repeat does harm if the first try took effect. Defaults to true for POST only. */
  unsafeToRepeat?: boolean;
  /** Whether a call that AEP throttles (429) is repeated. Defaults to true. */
  repeatThrottled?: boolean;
}

export interface HttpOptions {
  /** Ends every call at once. */
  signal?: AbortSignal;
  /** Once it aborts, no call is begun or repeated. A call under way continues and is not lost. */
  ending?: AbortSignal;
  /** Receives a line for each repeated call, without secrets. */
  log?: (message: string) => void;
  /** Milliseconds since 1970. Defaults to the system's clock. */
  now?: Clock["now"];
  /** How the client waits between repeats. Defaults to a timer. */
  sleep?: Clock["sleep"];
  /** A try ends after this many milliseconds without a byte. Defaults to 60 seconds. */
  timeoutMs?: number;
  /** Defaults to `pulumi-aep`. */
  userAgent?: string;
  /** Connections and token to share. Defaults to new ones. */
  connection?: Connection;
}

/** What clients with the same credentials share: connections, the token and known secrets. */
export interface Connection {
  readonly redactor: Redactor;
  readonly transport: Transport;
  readonly tokens: TokenSource;
}

/** Makes calls as AEP's gateway requires them, with all headers and a valid token. */
export class Http {
  readonly connection: Connection;
  readonly #settings: AepSettings;
  readonly #options: HttpOptions;

  constructor(settings: AepSettings, options: HttpOptions = {}) {
    // Each call under way adds a listener to the signal; Node warns of a leak from the eleventh on.
    if (options.signal) setMaxListeners(0, options.signal);
    this.#settings = settings;
    this.#options = options;
    this.connection = options.connection ?? connect(settings, options);
  }

  /** Makes the call and parses the JSON answer; an empty answer has no body. */
  send(call: Call): Promise<Answer<unknown>> {
    return this.#authorized(call, (exchange) => this.connection.transport.exchange(exchange));
  }

  /** Makes the call and returns the body as a stream. */
  stream(call: Call): Promise<Answer<Readable>> {
    return this.#authorized(call, (exchange) => this.connection.transport.stream(exchange));
  }

  /** Fetches an access token, unless there is one. */
  async authenticate(): Promise<void> {
    await this.connection.tokens.token(this.#options.signal);
  }

  /** Makes the error for a 2xx answer that makes no sense. `complaint` continues "the answer …". */
  malformed(call: Call, { status, requestId }: Answer<unknown>, complaint: string): AepError {
    const { redactor } = this.connection;
    return new AepError({
      kind: "unexpected",
      operation: redactor.redact(call.operation),
      reason: redactor.redact(`the answer ${complaint}`),
      status,
      requestId: requestId && redactor.redact(requestId),
      outcome: effectOf(call) === "none" ? "rejected" : "unknown",
      remedy: aepAdvice(this.#settings).unexpected,
    });
  }

  async #authorized<Body>(
    call: Call,
    make: (exchange: Exchange) => Promise<Answer<Body>>,
  ): Promise<Answer<Body>> {
    const { tokens } = this.connection;
    const { signal } = this.#options;
    const token = await tokens.token(signal);
    try {
      return await make(this.#exchange(call, token));
    } catch (error) {
      if (!(error instanceof AepError) || error.status !== 401) throw error;
      const fresh = await tokens.renewed(token, signal);
      if (fresh === undefined) throw error;
      return make(this.#exchange(call, fresh));
    }
  }

  #exchange(call: Call, token: string): Exchange {
    const { baseUrl, orgId, sandboxName, credentials } = this.#settings;
    const operation = this.connection.redactor.redact(call.operation);
    return {
      operation,
      method: call.method,
      url: baseUrl + pathOf({ ...call, operation }) + queryOf(call.query),
      headers: {
        Accept: "application/json",
        ...(call.body && { "Content-Type": "application/json" }),
        ...call.headers,
        Authorization: `Bearer ${token}`,
        "x-api-key": credentials.kind === "client" ? credentials.clientId : credentials.apiKey,
        "x-gw-ims-org-id": orgId,
        "x-sandbox-name": sandboxName,
        "x-request-id": randomUUID(),
        "User-Agent": this.#options.userAgent ?? "pulumi-aep",
      },
      body: call.body && JSON.stringify(call.body),
      effect: effectOf(call),
      repeatThrottled: call.repeatThrottled,
      advice: aepAdvice(this.#settings, call.permissions),
      signal: this.#options.signal,
    };
  }
}

function connect(settings: AepSettings, options: HttpOptions): Connection {
  const { credentials } = settings;
  const redactor = new Redactor([
    credentials.kind === "client" ? credentials.clientSecret : credentials.accessToken,
  ]);
  const clock: Clock = {
    now: options.now ?? Date.now,
    sleep: options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal })),
  };
  const log = options.log ?? (() => {});
  const { ending, timeoutMs = 60_000 } = options;
  const transport = new Transport({ clock, redactor, log, timeoutMs, ending });
  return { redactor, transport, tokens: new TokenSource({ settings, transport, redactor, clock }) };
}

function effectOf({ method, unsafeToRepeat = method === "POST" }: Call): Exchange["effect"] {
  if (method === "GET" || method === "HEAD") return "none";
  return unsafeToRepeat ? "once" : "repeatable";
}

function pathOf({ operation, path: [root, ...segments] }: Call): string {
  // With an empty id, or dots that a URL resolves away, the call would reach a larger object than
  // was meant.
  if (segments.some((segment) => /^\.{0,2}$/.test(segment))) {
    throw new AepError({
      kind: "invalid",
      operation,
      reason: "the id is empty or made of dots",
      outcome: "rejected",
    });
  }
  return [root, ...segments.map(encodeURIComponent)].join("/");
}

function queryOf(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) parameters.set(name, String(value));
  const text = parameters.toString();
  return text && `?${text}`;
}
