import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";

/** A call that came through, e.g. `POST /data/foundation/catalog/dataSets`. */
export interface Call {
  method: string;
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  /** What was sent; of a token request nothing is kept. */
  body: string;
  /** When it came, in milliseconds since 1970. */
  at: number;
  /** The status that was answered, and when; undefined for a call that was cut off. Of an export job that was read also its status. */
  answer?: { status: number; at: number; jobStatus?: string };
}

/** Id of the export job that a path names. */
export const jobOf = (path: string): string | undefined => /\/export\/jobs\/(\d+)$/.exec(path)?.[1];

/** Stands before an emulator, remembers what it was asked, and may meddle with an answer. */
export class Gateway {
  readonly calls: Call[] = [];
  /** Every access token that was shown. */
  readonly tokens = new Set<string>();
  /** Answers a call itself, before AEP is asked. */
  inPlace: (call: Call) => { status: number; body: object } | undefined = () => undefined;
  /** Awaited once AEP has done what was asked, before the caller learns of it. With "drop" the caller never does. */
  beforeAnswer: (call: Call) => Promise<"drop" | void> | "drop" | void = () => undefined;
  /** Told once the caller has been answered. */
  afterAnswer: (call: Call) => void = () => undefined;
  readonly #server: Server;

  private constructor(private readonly target: string) {
    this.#server = createServer((request, response) => this.#forward(request, response));
  }

  static async open(target: string): Promise<Gateway> {
    const gateway = new Gateway(target);
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Calls that may change something in AEP. */
  get writes(): Call[] {
    return this.calls.filter(({ method, path }) => method !== "GET" && !path.startsWith("/ims/"));
  }

  /** How often each method and path was called; the id of an object is left out. Begins to count anew. */
  count(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, path } of this.calls.splice(0)) {
      const short = path.replace(/^.*\/(catalog|ups|ims)\//, "/").replace(/\/(\d+|[0-9a-f]{24})$/, "/ID");
      counts[`${method} ${short}`] = (counts[`${method} ${short}`] ?? 0) + 1;
    }
    return counts;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method = "", url = "", headers } = request;
    const { pathname: path, searchParams: query } = new URL(url, this.target);
    const call: Call = { method, path, query, body: "", at: Date.now() };
    this.calls.push(call);
    if (!path.startsWith("/ims/")) request.on("data", (chunk: Buffer) => (call.body += chunk.toString()));
    const answer = this.inPlace(call);
    if (answer !== undefined) {
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
      return;
    }
    const token = headers.authorization?.replace(/^Bearer /, "");
    if (token !== undefined) this.tokens.add(token);
    // A connection for each call: one that is kept may be closed by the emulator just when it is used again.
    const onward = forward(this.target + url, { method, headers, agent: false }, (answer) => {
      void (async () => {
        if ((await this.beforeAnswer(call)) === "drop") return response.destroy();
        const { statusCode: status = 502 } = answer;
        const showsJob = method === "GET" && status === 200 && jobOf(path) !== undefined;
        let job = "";
        if (showsJob) answer.on("data", (chunk: Buffer) => (job += chunk.toString()));
        response.writeHead(status, answer.headers);
        pipeline(answer, response, (broken) => {
          if (broken) return;
          call.answer = { status, at: Date.now(), ...(showsJob && { jobStatus: statusIn(job) }) };
          this.afterAnswer(call);
        });
      })();
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }
}

/** Undefined where the answer was garbled on its way. */
function statusIn(job: string): string | undefined {
  try {
    return (JSON.parse(job) as { status: string }).status;
  } catch {
    return undefined;
  }
}
