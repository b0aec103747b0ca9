import type { ImsToken } from "../../../contract/ims";
import { imsAdvice } from "./advice";
import { AepError } from "./errors";
import { isRecord } from "./json";
import type { Redactor } from "./redact";
import type { Clock } from "./retry";
import type { AepSettings } from "./settings";
import type { Answer, Exchange } from "./exchange";
import type { Transport } from "./transport";

/** A token is renewed this long before it expires, or at nine tenths of its life if that is later. */
const renewalMarginMs = 300_000;

interface Token {
  value: string;
  /** Milliseconds since 1970. Absent: the token is used until AEP refuses it. */
  renewAt?: number;
}

interface Flight {
  token: Promise<Token>;
  waiters: number;
  controller: AbortController;
}

export interface TokenSourceOptions {
  settings: AepSettings;
  transport: Transport;
  redactor: Redactor;
  clock: Clock;
}

/**
 * Gives access tokens: the one of the settings, or tokens fetched from IMS by OAuth
 * server-to-server (`POST /ims/token/v3`). Keeps a fetched token and renews it before it expires.
 * Callers that ask at the same time share one fetch.
 */
export class TokenSource {
  #token?: Token;
  #flight?: Flight;
  readonly #options: TokenSourceOptions;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    const { credentials } = options.settings;
    if (credentials.kind === "accessToken") this.#token = { value: credentials.accessToken };
  }

  /** A token that has not expired. */
  async token(signal?: AbortSignal): Promise<string> {
    const { renewAt = Infinity } = this.#token ?? { renewAt: 0 };
    if (this.#token !== undefined && this.#options.clock.now() < renewAt) return this.#token.value;
    return this.#fetched(signal);
  }

  /** Another token after AEP refused `refused`; undefined if the settings hold a fixed one. */
  async renewed(refused: string, signal?: AbortSignal): Promise<string | undefined> {
    if (this.#options.settings.credentials.kind === "accessToken") return undefined;
    // If many calls are refused at once, the first one renews the token for all.
    if (this.#token?.value === refused) this.#token = undefined;
    return this.token(signal);
  }

  /** Waits for the fetch under way, or begins one. A fetch without waiting callers is aborted. */
  async #fetched(signal?: AbortSignal): Promise<string> {
    const flight = (this.#flight ??= this.#launch());
    flight.waiters += 1;
    try {
      return (await orAborted(flight.token, signal)).value;
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0) flight.controller.abort();
    }
  }

  #launch(): Flight {
    const controller = new AbortController();
    const flight: Flight = { token: this.#fetch(controller.signal), waiters: 0, controller };
    const landed = () => {
      if (this.#flight === flight) this.#flight = undefined;
    };
    controller.signal.addEventListener("abort", landed, { once: true });
    flight.token.then((token) => {
      this.#token = token;
      landed();
    }, landed);
    return flight;
  }

  async #fetch(signal: AbortSignal): Promise<Token> {
    const { settings, transport, redactor, clock } = this.#options;
    const asked = clock.now();
    const answer = await transport.exchange(tokenExchange(settings, signal));
    const { access_token: value, expires_in: seconds } = readToken(answer, settings);
    redactor.add(value);
    if (seconds === undefined) return { value };
    const lifeMs = seconds * 1000;
    return { value, renewAt: asked + lifeMs - Math.min(renewalMarginMs, lifeMs / 10) };
  }
}

const operation = "Fetching an access token";

function tokenExchange(settings: AepSettings, signal: AbortSignal): Exchange {
  const { credentials, imsUrl } = settings;
  if (credentials.kind !== "client") throw new TypeError("a token is fetched with client credentials only");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    scope: credentials.scopes,
  });
  return {
    operation,
    method: "POST",
    url: `${imsUrl}/ims/token/v3`,
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    body: form.toString(),
    effect: "none",
    advice: imsAdvice(settings),
    signal,
  };
}

function readToken(
  { body, status, requestId }: Answer<unknown>,
  settings: AepSettings,
): Omit<ImsToken, "token_type" | "expires_in"> & { expires_in?: number } {
  const token = isRecord(body) ? body["access_token"] : undefined;
  if (!isRecord(body) || typeof token !== "string" || token === "") {
    throw new AepError({
      kind: "unexpected",
      operation,
      reason: `the answer of ${settings.imsUrl} holds no access_token`,
      status,
      requestId,
      outcome: "rejected",
      remedy: imsAdvice(settings).unexpected,
    });
  }
  const seconds = Number(body["expires_in"]);
  return { access_token: token, expires_in: seconds > 0 ? seconds : undefined };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const aborted = () =>
    new AepError({ kind: "aborted", operation, reason: "stopped on request", outcome: "rejected" });
  if (signal.aborted) throw aborted();
  let stop = () => {};
  const abort = new Promise<never>((_resolve, reject) => {
    stop = () => reject(aborted());
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, abort]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
