import type { Database, RootDatabase } from "lmdb";
import type { CatalogStorage } from "../catalog/storage";
import type { ProfileConfigStorage } from "../profileConfig/storage";
import { fits } from "../storage/collection";
import type { JobRecord } from "./machine";

/** What export jobs read and keep. */
export interface ExportJobStorage extends CatalogStorage, ProfileConfigStorage {
  jobs: JobStore;
}

/** Which jobs a list holds. */
export interface JobPage {
  /** Defaults to every status. */
  status?: string;
  /** Jobs created later are left out. Milliseconds since 1970. Defaults to no limit. */
  createdUntil?: number;
  offset: JobOffset;
  limit: number;
}

/** Where a list of jobs begins: after the job with an id, or after a number of jobs. */
export type JobOffset = { afterId: number } | { skip: number };

/** Export jobs by id and by status. */
export class JobStore {
  private readonly db: Database<JobRecord, [sandbox: string, id: number]>;
  private readonly byStatus: Database<true, [sandbox: string, status: string, id: number]>;
  private readonly counter: Database<number, string>;

  constructor(root: RootDatabase) {
    this.db = root.openDB({ name: "jobs" });
    this.byStatus = root.openDB({ name: "jobsByStatus" });
    this.counter = root.openDB({ name: "counter" });
  }

  /** A job id that was never used before. Call it in the transaction that puts the job. */
  nextId(): number {
    const id = (this.counter.get("job") ?? 0) + 1;
    this.counter.putSync("job", id);
    return id;
  }

  get(sandbox: string, id: number): JobRecord | undefined {
    return this.db.get([sandbox, id]);
  }

  put(sandbox: string, job: JobRecord): void {
    const before = this.get(sandbox, job.id);
    if (before && before.status !== job.status) this.byStatus.removeSync([sandbox, before.status, job.id]);
    this.db.putSync([sandbox, job.id], job);
    this.byStatus.putSync([sandbox, job.status, job.id], true);
  }

  delete(sandbox: string, id: number): void {
    const before = this.get(sandbox, id);
    if (before) this.byStatus.removeSync([sandbox, before.status, id]);
    this.db.removeSync([sandbox, id]);
  }

  /**
   * A page of the visible jobs, newest first. With an offset by id, a late page costs no more than
   * an early one.
   */
  list(sandbox: string, page: JobPage, isVisible: (job: JobRecord) => boolean = () => true): JobRecord[] {
    const found: JobRecord[] = [];
    const { createdUntil = Infinity } = page;
    for (const job of this.newestFirst(sandbox, page)) {
      if ((job.creationTime ?? 0) <= createdUntil && isVisible(job)) found.push(job);
      if (found.length === page.limit) break;
    }
    return found;
  }

  /** The number of a sandbox's jobs with this status. */
  count(sandbox: string, status: string): number {
    const end: [string, string, number] = [sandbox, status, Number.MAX_SAFE_INTEGER];
    return this.byStatus.getKeysCount({ start: [sandbox, status, 0], end });
  }

  private *newestFirst(sandbox: string, { status, offset }: JobPage): Generator<JobRecord> {
    const before = "afterId" in offset ? offset.afterId : Number.MAX_SAFE_INTEGER;
    const range = {
      reverse: true,
      exclusiveStart: true,
      ...("skip" in offset && { offset: offset.skip }),
    };
    if (status === undefined) {
      const all = this.db.getRange({ ...range, start: [sandbox, before], end: [sandbox, 0] });
      for (const { value } of all) yield value;
      return;
    }
    if (!fits(status)) return;
    const keys = this.byStatus.getKeys({
      ...range,
      start: [sandbox, status, before],
      end: [sandbox, status, 0],
    });
    for (const [, , id] of keys) {
      const job = this.get(sandbox, id);
      if (job) yield job;
    }
  }

  /** Every job with this status, by sandbox and oldest first. */
  withStatus(status: string, sandboxes: readonly string[]): { sandbox: string; id: number }[] {
    return sandboxes.flatMap((sandbox) => {
      const keys = this.byStatus.getKeys({
        start: [sandbox, status, 0],
        end: [sandbox, status, Number.MAX_SAFE_INTEGER],
      });
      return [...keys].map(([, , id]) => ({ sandbox, id }));
    });
  }
}
