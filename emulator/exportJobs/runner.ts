import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExportJobRequest } from "../../contract/exportJobs";
import type { Log } from "../http/errors";
import { checkDataset, planExport } from "./plan";
import type { ActiveFaults } from "../faults/rules";
import type { Files } from "../dataAccess/batchFolders";
import { newRequestId, batchIds, uuidOf } from "../ids";
import { finalStatuses, hasVanished, transition, type JobEvent, type JobRecord } from "./machine";
import { hasBatchPerSegment, jobError, jobResult, newBatch } from "./outcome";
import type { ExportJobStorage, JobPage } from "./store";
import type { ExportOutcome, ExportPlan, ProfileStore } from "../profiles/index";

/** A job that waits in the queue or runs. */
interface Work {
  sandbox: string;
  id: number;
  abort: AbortController;
  /** The fault `hang` holds the job until it is cancelled. It does not count for `concurrency`. */
  hangs?: true;
}

export interface JobRunnerOptions {
  storage: ExportJobStorage;
  files: Files;
  profiles: ProfileStore;
  /** Settles when the profile store has loaded its records, or has failed to. */
  recordsLoaded: Promise<void>;
  faults: ActiveFaults;
  sandboxes: readonly string[];
  orgId: string;
  /** A job runs for at least this many seconds. */
  jobSeconds: number;
  /** Number of jobs that run at the same time. */
  concurrency: number;
  clock: () => number;
  /** Called with errors other than a job's own failure, such as a disk that cannot be written. */
  log: Log;
}

/**
 * Runs export jobs. The job machine decides on statuses, the profile store exports, the storage
 * keeps the jobs.
 */
export class JobRunner {
  private readonly queue: Work[] = [];
  private readonly running = new Map<Work, Promise<void>>();
  private readonly newBatchId = batchIds();
  private closing = false;

  constructor(private readonly options: JobRunnerOptions) {}

  /** Creates a job and puts it into the queue. It is on disk when this returns. */
  submit(sandbox: string, request: ExportJobRequest): JobRecord {
    const { storage, faults, clock, orgId } = this.options;
    const now = clock();
    const fault = faults.ofJob();
    const job = storage.transaction(() => {
      const id = storage.jobs.nextId();
      const created: JobRecord = {
        profileInstanceId: "ups",
        jobType: "BATCH",
        ...request,
        id,
        status: "NEW",
        requestId: newRequestId(),
        computeGatewayJobId: {},
        metrics: { totalTime: { startTimeInMs: now } },
        destination: {
          segmentPerBatch: false,
          ...request.destination,
          ...(!hasBatchPerSegment(request) && { batchId: "" }),
        },
        imsOrgId: orgId,
        creationTime: now,
        updateTime: now,
        ...(fault && { fault }),
      };
      storage.jobs.put(sandbox, created);
      return created;
    });
    this.enqueue(sandbox, job.id);
    return job;
  }

  /** A job, unless it has vanished. */
  find(sandbox: string, id: number): JobRecord | undefined {
    const job = this.options.storage.jobs.get(sandbox, id);
    return job && this.isVisible(job) ? job : undefined;
  }

  /** A page of the jobs that have not vanished. */
  list(sandbox: string, page: JobPage): JobRecord[] {
    return this.options.storage.jobs.list(sandbox, page, (job) => this.isVisible(job));
  }

  private isVisible(job: JobRecord): boolean {
    return !hasVanished(job, this.options.clock());
  }

  /**
   * Cancels a job that has not ended, or deletes the record of one that has ended. Its batches
   * stay.
   *
   * @returns whether the job existed.
   */
  cancelOrForget(sandbox: string, id: number): boolean {
    const { storage } = this.options;
    const job = this.find(sandbox, id);
    if (!job) return false;
    if (job.fault?.fault === "deaf" && !finalStatuses.has(job.status)) {
      storage.jobs.put(sandbox, { ...job, fault: undefined });
      return true;
    }
    if (finalStatuses.has(job.status)) {
      storage.jobs.delete(sandbox, id);
      return true;
    }
    this.apply(sandbox, id, { type: "cancel" });
    const work = [...this.running.keys()].find(
      (candidate) => candidate.sandbox === sandbox && candidate.id === id,
    );
    work?.abort.abort();
    return true;
  }

  /**
   * Resumes the jobs that an earlier run of the emulator left unfinished. Jobs being cancelled
   * become `CANCELLED`.
   */
  recover(): void {
    const { storage, sandboxes } = this.options;
    for (const status of ["PROCESSING", "CANCELLING"]) {
      for (const { sandbox, id } of storage.jobs.withStatus(status, sandboxes))
        this.apply(sandbox, id, { type: "recover" });
    }
    for (const { sandbox, id } of storage.jobs.withStatus("NEW", sandboxes)) this.enqueue(sandbox, id);
  }

  /** Stops the running jobs. They keep their status, by which {@link recover} finds them. */
  async close(): Promise<void> {
    this.closing = true;
    for (const work of this.running.keys()) work.abort.abort();
    await Promise.all(this.running.values());
  }

  private enqueue(sandbox: string, id: number): void {
    this.queue.push({ sandbox, id, abort: new AbortController() });
    this.startNext();
  }

  private startNext(): void {
    while (!this.closing && this.runningCount() < this.options.concurrency) {
      const work = this.queue.shift();
      if (!work) return;
      const done = this.run(work)
        .catch(this.options.log)
        .finally(() => {
          this.running.delete(work);
          this.startNext();
        });
      this.running.set(work, done);
    }
  }

  private runningCount(): number {
    return [...this.running.keys()].filter(({ hangs }) => !hangs).length;
  }

  private async run(work: Work): Promise<void> {
    const { sandbox, id, abort } = work;
    // Let the request that created the job be answered first.
    await sleep(0);
    const job = this.apply(sandbox, id, { type: "start", exportJob: uuidOf(`exportJob ${newRequestId()}`) });
    if (job?.status !== "PROCESSING" || this.closing) return;
    const batches = this.planBatches(job);
    let isKept = false;
    try {
      await sleep(this.options.jobSeconds * 1000, undefined, { signal: abort.signal });
      await this.options.recordsLoaded;
      await this.injectFault(job, work);
      const plan = planExport({ storage: this.options.storage, sandbox, job }, batches);
      const outcome = await this.options.profiles.export(plan, abort.signal);
      isKept = this.commit(sandbox, id, outcome, plan);
    } catch (error) {
      if (this.closing) return;
      this.apply(sandbox, id, { type: "fail", errors: [jobError(error)] });
    } finally {
      if (!isKept) await Promise.all(batches.map(({ batchId }) => this.options.files.delete(batchId)));
      if (!this.closing) this.apply(sandbox, id, { type: "stop" });
    }
  }

  /** Fails or hangs a job with that fault. */
  private async injectFault({ fault }: JobRecord, work: Work): Promise<void> {
    if (fault?.fault === "fail") throw new Error("A rule for faults asked for this job to fail.");
    if (fault?.fault !== "hang") return;
    work.hangs = true;
    this.startNext();
    const { signal } = work.abort;
    if (!signal.aborted) await once(signal, "abort");
    signal.throwIfAborted();
  }

  private planBatches(job: JobRecord): ExportPlan["batches"] {
    const { files, clock } = this.options;
    const segments = hasBatchPerSegment(job) ? job.filter?.segments?.map((segment) => [segment]) : undefined;
    return (segments ?? [undefined]).map((ofBatch) => {
      const batchId = this.newBatchId(clock());
      return { batchId, folder: files.folder(batchId), ...(ofBatch && { segments: ofBatch }) };
    });
  }

  /**
   * Adds the batches to the Catalog and ends the job in one transaction, unless the job was
   * cancelled meanwhile.
   */
  private commit(sandbox: string, id: number, outcome: ExportOutcome, plan: ExportPlan): boolean {
    const { storage, clock, orgId } = this.options;
    return storage.transaction(() => {
      const job = storage.jobs.get(sandbox, id);
      if (job?.status !== "PROCESSING") return false;
      checkDataset({ storage, sandbox, job });
      const now = clock();
      for (const batch of outcome.batches) {
        const record = newBatch({ job, batch, orgId, sandbox, now });
        storage.batches.put(sandbox, batch.batchId, record);
      }
      storage.jobs.put(
        sandbox,
        transition(job, { type: "succeed", result: jobResult(outcome, plan, now) }, now),
      );
      return true;
    });
  }

  private apply(sandbox: string, id: number, event: JobEvent): JobRecord | undefined {
    const { storage, clock } = this.options;
    return storage.transaction(() => {
      const before = storage.jobs.get(sandbox, id);
      const after = before && transition(before, event, clock());
      if (after && after !== before) storage.jobs.put(sandbox, after);
      return after;
    });
  }
}
