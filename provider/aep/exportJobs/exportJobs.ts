import type { ExportJobRequest } from "../../../contract/exportJobs";
import { unlessGone } from "../http/errors";
import { type ExportJob, readJob } from "./job";
import type { Call, Http } from "../http/http";
import { isRecord } from "../http/json";
import { type Page, queryOfLink, walk } from "../http/paging";
import type { Answer } from "../http/exchange";

/** Which jobs to list. */
export interface ExportJobQuery {
  /** A status word of AEP, such as `PROCESSING`. */
  status?: string;
  /** Jobs to answer in all. Defaults to every one. */
  limit?: number;
}

/** Export jobs of the Segmentation API, `/data/core/ups/export/jobs`. */
export class ExportJobs {
  constructor(private readonly http: Http) {}

  /**
   * Starts an export job. Never repeated by itself once it may have reached AEP: an error whose `outcome` is `unknown`
   * may have left a job behind.
   */
  async create(request: ExportJobRequest): Promise<ExportJob> {
    const operation = `Creating export job for dataset ${request.destination.datasetId}`;
    const call: Call = { operation, method: "POST", path: jobsPath, body: request };
    const answer = await this.http.send(call);
    return this.#job(answer.body, call, answer);
  }

  /** The job, or undefined if AEP does not know it, or has forgotten it. */
  async get(id: string): Promise<ExportJob | undefined> {
    const call: Call = { operation: `Reading export job ${id}`, method: "GET", path: [...jobsPath, id] };
    const answer = await unlessGone(this.http.send(call));
    return answer && this.#job(answer.body, call, answer);
  }

  /** Jobs, the newest first. */
  list({ status, limit }: ExportJobQuery = {}): AsyncGenerator<ExportJob, void, undefined> {
    const query = { limit: Math.min(limit ?? pageSize, pageSize), status };
    const call: Call = { operation: "Listing export jobs", method: "GET", path: jobsPath, query };
    return walk({
      http: this.http,
      call,
      limit,
      read: (...page) => this.#page(...page),
      idOf: ({ id }) => id,
    });
  }

  /**
   * Asks AEP to cancel a job; it stops some time later. False if AEP does not know the job, or has forgotten it. Of a job that has ended
   * AEP deletes the record, so this call is not repeated by itself once AEP has been reached, nor after a 429: look at the job before asking again.
   */
  async cancel(id: string): Promise<boolean> {
    const call: Call = {
      operation: `Cancelling export job ${id}`,
      method: "DELETE",
      once: true,
      repeatThrottled: false,
      path: [...jobsPath, id],
    };
    return (await unlessGone(this.http.send(call))) !== undefined;
  }

  #job(value: unknown, call: Call, answer: Answer<unknown>): ExportJob {
    const job = readJob(value);
    if (job === undefined)
      throw this.http.malformed(call, answer, "holds no export job with an id and a status");
    return job;
  }

  #page(answer: Answer<unknown>, call: Call): Page<ExportJob> {
    const { body } = answer;
    if (!isRecord(body) || !Array.isArray(body["records"]))
      throw this.http.malformed(call, answer, "holds no records");
    const items = body["records"].map((record) => this.#job(record, call, answer));
    const next = isRecord(body["link"]) ? body["link"]["next"] : undefined;
    if (next === "") return { items };
    return { items, next: queryOfLink(next, call.query) ?? unlinkedNext(items, body["page"], call) };
  }
}

const jobsPath = ["/data/core/ups", "export", "jobs"] as const;
const pageSize = 100;

/** The query after a full page that has no link: the offset that the page names, or else the one its last job makes. */
function unlinkedNext(items: ExportJob[], page: unknown, { query = {} }: Call): Call["query"] {
  const { pageSize: size, pageOffset } = isRecord(page) ? page : {};
  const last = items.at(-1);
  const asked = Number(query["limit"]);
  const full = items.length >= (typeof size === "number" ? Math.min(size, asked) : asked);
  if (!full || last?.creationTime === undefined) return undefined;
  const offset =
    typeof pageOffset === "string" && pageOffset.includes("_")
      ? pageOffset
      : `${last.creationTime}_${last.id}`;
  return { ...query, offset };
}
