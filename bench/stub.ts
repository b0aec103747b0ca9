import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** How the stub answers. */
export interface StubOptions {
  /** Milliseconds that every answer takes. Defaults to 50. */
  latencyMs?: number;
  /** Whether a job is `SUCCEEDED` at the first read, or runs until it is cancelled. Defaults to `succeed`. */
  jobs?: "succeed" | "run on";
  /** Whether a call is answered with 503 although its work is done. Defaults to never. */
  fails?: (call: { method: string; path: string }) => boolean;
}

/** The calls since the count began. */
export interface Traffic {
  /** Calls to AEP, without calls for a token. */
  calls: number;
  /** The number of calls by method and path without ids: `POST /dataSets`. */
  byPath: Record<string, number>;
  tokens: number;
  /** TCP connections opened. */
  connections: number;
  /** The most calls at the same time. */
  concurrency: number;
}

interface Dataset {
  name: string;
  tags?: Record<string, string[]>;
  [field: string]: unknown;
}

interface Job {
  id: number;
  status: string;
  creationTime: number;
  destination: { datasetId: string };
  [field: string]: unknown;
}

/** An expiration or a segment, as it was sent, with what AEP adds. */
type Kept = Record<string, unknown>;

interface Reply {
  status: number;
  body?: unknown;
}

/** The credentials for the stub. No other text contains them, so a search of a state finds them if it holds them. */
export const stubCredentials = {
  clientId: "bench-client",
  clientSecret: "bench-secret-8d1f0c53",
  orgId: "BENCH@AdobeOrg",
  accessToken: "bench-token-5b7e94a2",
};

/**
 * The parts of AEP that the resources need (IMS, Catalog, export jobs, expirations, segment definitions), in memory.
 * Each answer takes the same time, so that the bench measures the client and not the service. Counts its calls.
 */
export class Stub {
  readonly datasets = new Map<string, Dataset>();
  readonly jobs = new Map<number, Job>();
  /** The expirations that are not cancelled. */
  readonly expirations = new Map<string, Kept>();
  readonly segments = new Map<string, Kept>();
  readonly #options: Required<StubOptions>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #traffic = noTraffic();
  #underWay = 0;
  #lastId = 0;

  private constructor(options: StubOptions) {
    const { latencyMs = 50, jobs = "succeed", fails = () => false } = options;
    this.#options = { latencyMs, jobs, fails };
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on("connection", (socket) => {
      this.#traffic.connections += 1;
      this.#sockets.add(socket.on("close", () => this.#sockets.delete(socket)));
    });
  }

  static async open(options: StubOptions = {}): Promise<Stub> {
    const stub = new Stub(options);
    await new Promise<void>((resolve) => stub.#server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The calls since the last count, or since the start. */
  takeTraffic(): Traffic {
    const traffic = this.#traffic;
    this.#traffic = noTraffic();
    return traffic;
  }

  /** Jobs that were not stopped and have not ended. */
  get jobsAtWork(): Job[] {
    return [...this.jobs.values()].filter(({ status }) => status === "PROCESSING");
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const { pathname: path, searchParams: query } = new URL(url, "http://stub");
    const ims = path.startsWith("/ims/");
    this.#underWay += 1;
    this.#count({ method, path, ims });
    const [body] = await Promise.all([text(request), sleep(this.#options.latencyMs)]);
    const done = ims
      ? token
      : this.#serve({ method, path, query, body: body === "" ? {} : (JSON.parse(body) as object) });
    const reply = !ims && this.#options.fails({ method, path }) ? unavailable : done;
    this.#underWay -= 1;
    response.writeHead(reply.status, { "content-type": "application/json" });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  }

  #count({ method, path, ims }: { method: string; path: string; ims: boolean }): void {
    const traffic = this.#traffic;
    traffic.concurrency = Math.max(traffic.concurrency, this.#underWay);
    if (ims) {
      traffic.tokens += 1;
      return;
    }
    traffic.calls += 1;
    const short = path
      .replace(/^\/data\/(foundation\/catalog|core\/ups|core\/hygiene)/, "")
      .replace(/\/(SD-)?[0-9a-f-]*\d[0-9a-f-]*$/, "/ID");
    traffic.byPath[`${method} ${short}`] = (traffic.byPath[`${method} ${short}`] ?? 0) + 1;
  }

  #serve({
    method,
    path,
    query,
    body,
  }: {
    method: string;
    path: string;
    query: URLSearchParams;
    body: object;
  }): Reply {
    const [, kind, id] =
      /\/(dataSets|batches|export\/jobs|ttl|segment\/definitions)(?:\/([^/]+))?\/?$/.exec(path) ?? [];
    const route = `${method} ${kind}${id === undefined ? "" : "/ID"}`;
    switch (route) {
      case "POST dataSets":
        return this.#createDataset(body as Dataset);
      case "GET dataSets":
        return this.#listDatasets(query);
      case "GET dataSets/ID": {
        const dataset = this.datasets.get(String(id));
        return dataset === undefined ? notFound : { status: 200, body: { [String(id)]: dataset } };
      }
      case "PATCH dataSets/ID":
        return this.datasets.has(String(id)) ? { status: 200, body: [`@/dataSets/${id}`] } : notFound;
      case "DELETE dataSets/ID":
        return this.datasets.delete(String(id)) ? { status: 200, body: [`@/dataSets/${id}`] } : notFound;
      case "GET batches":
        return { status: 200, body: {} };
      case "POST export/jobs":
        return this.#createJob(body as Job);
      case "GET export/jobs":
        return this.#listJobs(query);
      case "GET export/jobs/ID":
        return found(this.jobs.get(Number(id)));
      case "DELETE export/jobs/ID":
        return this.#cancelJob(this.jobs.get(Number(id)));
      case "POST ttl":
        return this.#createExpiration(body);
      case "GET ttl/ID":
        return this.#readExpiration(String(id));
      case "DELETE ttl/ID":
        return this.expirations.delete(String(id)) ? { status: 204 } : notFound;
      case "POST segment/definitions":
        return this.#createSegment(body);
      case "GET segment/definitions":
        return { status: 200, body: { segments: [...this.segments.values()], link: {} } };
      case "GET segment/definitions/ID":
        return found(this.segments.get(String(id)));
      case "DELETE segment/definitions/ID":
        return this.segments.delete(String(id)) ? { status: 204 } : notFound;
      default:
        return notFound;
    }
  }

  #createExpiration(request: object): Reply {
    const ttlId = `SD-${randomUUID()}`;
    const updatedAt = new Date().toISOString();
    this.expirations.set(ttlId, { ...request, ttlId, status: "pending", updatedAt });
    return { status: 201, body: this.expirations.get(ttlId) };
  }

  /** AEP finds an expiration by the id of its dataset too. */
  #readExpiration(id: string): Reply {
    const ofDataset = [...this.expirations.values()].find(({ datasetId }) => datasetId === id);
    return found(this.expirations.get(id) ?? ofDataset);
  }

  #createSegment(request: object): Reply {
    const id = randomUUID();
    this.segments.set(id, { ...request, id, creationTime: Date.now() });
    return { status: 200, body: this.segments.get(id) };
  }

  #createDataset(request: Dataset): Reply {
    const id = (this.#lastId += 1).toString(16).padStart(24, "0");
    this.datasets.set(id, {
      ...request,
      created: Date.now(),
      version: "1.0.0",
      imsOrg: stubCredentials.orgId,
    });
    return { status: 201, body: [`@/dataSets/${id}`] };
  }

  #listDatasets(query: URLSearchParams): Reply {
    const start = Number(query.get("start") ?? 0);
    const tags = (query.get("tags") ?? "").split(",").filter((tag) => tag !== "");
    const found = [...this.datasets].filter(([, dataset]) =>
      tags.every((tag) => {
        const colon = tag.lastIndexOf(":");
        return dataset.tags?.[tag.slice(0, colon)]?.includes(tag.slice(colon + 1)) ?? false;
      }),
    );
    return {
      status: 200,
      body: Object.fromEntries(found.slice(start, start + Number(query.get("limit") ?? 20))),
    };
  }

  #createJob(request: Job): Reply {
    const now = Date.now();
    const job: Job = {
      profileInstanceId: "ups",
      jobType: "BATCH",
      ...request,
      id: (this.#lastId += 1),
      status: "NEW",
      requestId: `request-${this.#lastId}`,
      computeGatewayJobId: {},
      metrics: { totalTime: { startTimeInMs: now } },
      imsOrgId: stubCredentials.orgId,
      creationTime: now,
      updateTime: now,
    };
    this.jobs.set(job.id, { ...job, status: this.#options.jobs === "succeed" ? "SUCCEEDED" : "PROCESSING" });
    return { status: 200, body: job };
  }

  /** Newest first, as AEP does; the offset names the last job of the page before. */
  #listJobs(query: URLSearchParams): Reply {
    const limit = Number(query.get("limit") ?? 100);
    const after = Number(/_(\d+)$/.exec(query.get("offset") ?? "")?.[1] ?? Infinity);
    const rest = [...this.jobs.values()]
      .reverse()
      .filter(({ id, status }) => id < after && status === (query.get("status") ?? status));
    const records = rest.slice(0, limit);
    const last = records.at(-1);
    const pageOffset = last && `${last.creationTime}_${last.id}`;
    const link = rest.length > limit ? { next: `/export/jobs/?limit=${limit}&offset=${pageOffset}` } : {};
    const page = { sortField: "createdTime", sort: "desc", pageOffset, pageSize: records.length };
    return { status: 200, body: { records, page, link } };
  }

  #cancelJob(job: Job | undefined): Reply {
    if (job === undefined) return notFound;
    if (job.status === "PROCESSING") this.jobs.set(job.id, { ...job, status: "CANCELLED" });
    return { status: 204 };
  }
}

const noTraffic = (): Traffic => ({ calls: 0, byPath: {}, tokens: 0, connections: 0, concurrency: 0 });

const token: Reply = {
  status: 200,
  body: { access_token: stubCredentials.accessToken, token_type: "bearer", expires_in: 86_399 },
};
const found = (body: object | undefined): Reply => (body === undefined ? notFound : { status: 200, body });

const notFound: Reply = {
  status: 404,
  body: { type: "https://ns.adobe.com/aep/errors", status: 404, title: "Not found" },
};
const unavailable: Reply = { status: 503, body: { status: 503, title: "Service unavailable" } };
