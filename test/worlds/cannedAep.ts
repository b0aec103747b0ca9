import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { AepClient, type AepSettings, type ClientOptions } from "../../provider/aep";

/** A request as the server saw it. */
export interface Seen {
  method: string;
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer to send. */
export interface Canned {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
}

/** Answers a request, or takes the response into its own hands and answers nothing. */
export type Handler = (
  seen: Seen,
  raw: { request: IncomingMessage; response: ServerResponse },
) => Canned | undefined;

/** A server on a free port that answers as it is told and remembers what it was asked. */
export interface AepServer {
  url: string;
  seen: Seen[];
  /** Answers these one after the other, the last one from then on. */
  answers: (...answers: (Canned | Handler)[]) => void;
  close: () => Promise<void>;
}

export async function startServer(): Promise<AepServer> {
  const seen: Seen[] = [];
  let queue: (Canned | Handler)[] = [{ body: {} }];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", "http://localhost");
    const one: Seen = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await text(request),
    };
    seen.push(one);
    const next = queue.length > 1 ? queue.shift() : queue[0];
    const canned = typeof next === "function" ? next(one, { request, response }) : next;
    if (canned === undefined) return;
    const { status = 200, headers = {}, body } = canned;
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answers: (...answers) => {
      queue = answers;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A server of its own for each test of a file, and an impatient client of it. Both are there once a test has begun. */
export function serverForEachTest(): AepServer & { client: AepClient } {
  const server = {} as AepServer & { client: AepClient };
  beforeEach(async () => {
    const started = await startServer();
    Object.assign(server, started, { client: impatientClient(settingsFor(started.url)).client });
  });
  afterEach(() => server.close());
  return server;
}

export const accessToken = "the-access-token-of-the-test";
export const clientSecret = "the-client-secret-of-the-test";

/** Settings with a static token, against one address. */
export function settingsFor(url: string): AepSettings {
  return {
    baseUrl: url,
    imsUrl: url,
    orgId: "TEST@AdobeOrg",
    sandboxName: "prod",
    credentials: { kind: "accessToken", accessToken, apiKey: "test-key" },
  };
}

/** Settings of a client that fetches its token from `imsUrl`. */
export function clientSettingsFor({ baseUrl, imsUrl }: { baseUrl: string; imsUrl: string }): AepSettings {
  const credentials = {
    kind: "client",
    clientId: "test-client",
    clientSecret,
    scopes: "openid,AdobeID",
  } as const;
  return { ...settingsFor(baseUrl), imsUrl, credentials };
}

/** A client that waits for nothing, and what it would have waited and said. */
export function impatientClient(settings: AepSettings, options: ClientOptions = {}) {
  const waits: number[] = [];
  const lines: string[] = [];
  const client = new AepClient(settings, {
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    log: (line) => lines.push(line),
    ...options,
  });
  return { client, waits, lines };
}

/** The error that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("the call was expected to fail");
    },
    (error: unknown) => error,
  );
}

/** Every item of a list. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
