import type { ExportJobRequest } from "../../../contract/exportJobs";
import { unlessGone } from "../http/errors";
import { type ExportJob, readJob } from "./job";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { isRecord, memberAt } from "../http/json";
import { type Page, queryOfLink, walk } from "../http/paging";
import type { Answer } from "../http/exchange";

/** Which jobs to list. */
export interface ExportJobQuery {
  /** A status word of AEP, such as `PROCESSING`. */
  status?: string;
  /** The most jobs to list. Defaults to all. */
  limit?: number;
}

/** Export jobs of the Segmentation API, `/data/core/ups/export/jobs`. */
export class ExportJobs {
  constructor(private readonly http: Http) {}

  /**
   * Starts an export job. Never repeats a call that may have reached AEP: an error whose `outcome` is
   * `unknown` may have left a job behind.
   */
  async create(request: ExportJobRequest): Promise<ExportJob> {
    const operation = `Creating export job for dataset ${request.destination.datasetId}`;
    const call: Call = { ...jobsCall, operation, method: "POST", body: request };
    const answer = await this.http.send(call);
    return this.#job(answer.body, call, answer);
  }

  /** Reads a job; undefined if AEP does not know it. AEP forgets old jobs. */
  async get(id: string): Promise<ExportJob | undefined> {
    const call: Call = {
      ...jobsCall,
      operation: `Reading export job ${id}`,
      method: "GET",
      path: [...jobsCall.path, id],
    };
    const answer = await unlessGone(this.http.send(call));
    return answer && this.#job(answer.body, call, answer);
  }

  /** Lists jobs, the newest first. */
  list({ status, limit }: ExportJobQuery = {}): AsyncGenerator<ExportJob, void, undefined> {
    const query = { limit: Math.min(limit ?? pageSize, pageSize), status };
    const call: Call = { ...jobsCall, operation: "Listing export jobs", method: "GET", query };
    return walk({
      http: this.http,
      call,
      limit,
      read: (...page) => this.#page(...page),
      idOf: ({ id }) => id,
    });
  }

  /**
   * Asks AEP to cancel a job, which stops some time later. Returns false if AEP does not know the job.
   * AEP deletes the record of a job that has ended. That is why the call is never repeated after it may
   * have reached AEP, nor after a 429: read the job before asking again.
   */
  async cancel(id: string): Promise<boolean> {
    const call: Call = {
      ...jobsCall,
      operation: `Cancelling export job ${id}`,
      method: "DELETE",
      unsafeToRepeat: true,
      repeatThrottled: false,
      path: [...jobsCall.path, id],
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
    const records = memberAt(answer.body, "records");
    if (!Array.isArray(records)) throw this.http.malformed(call, answer, "holds no records");
    const items = records.map((record) => this.#job(record, call, answer));
    const next = memberAt(answer.body, "link", "next");
    if (next === "") return { items };
    const page = memberAt(answer.body, "page");
    return { items, next: queryOfLink(next, call.query) ?? unlinkedNext(items, page, call) };
  }
}

const jobsCall = {
  path: ["/data/core/ups", "export", "jobs"],
  permissions: permissions.exportProfiles,
} as const;
const pageSize = 100;

/**
 * The query after a full page without a link: by the offset in the page, or else by one made from
 * its last job.
 */
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
