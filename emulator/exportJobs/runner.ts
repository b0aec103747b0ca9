import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExportJobRequest } from "../../contract/exportJobs";
import type { Log } from "../http/errors";
import { checkDataset, planExport } from "./plan";
import type { ActiveFaults } from "../faults/rules";
import type { Files } from "../dataAccess/batchFolders";
import { newRequestId, batchIds, uuidOf } from "../ids";
import { finalStatuses, hasVanished, transition, type JobEvent, type JobRecord } from "./machine";
import { batchASegment, jobError, jobResult, newBatch } from "./outcome";
import type { ExportJobStorage, JobPage } from "./store";
import type { ExportOutcome, ExportPlan, ProfileStore } from "../profiles/index";

/** A job in the queue or at work. */
interface Work {
  sandbox: string;
  id: number;
  abort: AbortController;
  /** It does nothing but wait to be cancelled, and keeps no other job from its work. */
  hangs?: true;
}

export interface JobRunnerOptions {
  storage: ExportJobStorage;
  files: Files;
  profiles: ProfileStore;
  /** Settles when the profile store holds all that it is to hold. */
  recordsLoaded: Promise<void>;
  faults: ActiveFaults;
  sandboxes: readonly string[];
  orgId: string;
  /** A job is at work for at least this many seconds. */
  jobSeconds: number;
  /** Jobs at work at the same time. */
  concurrency: number;
  clock: () => number;
  /** Told of what went wrong beside a job's own failure, say a disk that cannot be written. */
  log: Log;
}

/** Runs export jobs: the job machine decides what becomes of a job, the profile store does the work, the storage remembers. */
export class JobRunner {
  private readonly queue: Work[] = [];
  private readonly running = new Map<Work, Promise<void>>();
  private readonly newBatchId = batchIds();
  private closing = false;

  constructor(private readonly options: JobRunnerOptions) {}

  /** Puts a job into the queue. It is on disk when this returns. */
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
          ...(!batchASegment(request) && { batchId: "" }),
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

  /** A job as clients may see it. */
  find(sandbox: string, id: number): JobRecord | undefined {
    const job = this.options.storage.jobs.get(sandbox, id);
    return job && this.isThere(job) ? job : undefined;
  }

  /** Jobs as clients may see them; see the storage's list. */
  list(sandbox: string, page: JobPage): JobRecord[] {
    return this.options.storage.jobs.list(sandbox, page, (job) => this.isThere(job));
  }

  private isThere(job: JobRecord): boolean {
    return !hasVanished(job, this.options.clock());
  }

  /** Stops a job that has not ended; one that has ended is forgotten, its batches stay. @returns whether there was one. */
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

  /** Takes up the jobs that an earlier run of the emulator left unfinished: they run from their start, or stay cancelled. */
  recover(): void {
    const { storage, sandboxes } = this.options;
    for (const status of ["PROCESSING", "CANCELLING"]) {
      for (const { sandbox, id } of storage.jobs.withStatus(status, sandboxes))
        this.apply(sandbox, id, { type: "recover" });
    }
    for (const { sandbox, id } of storage.jobs.withStatus("NEW", sandboxes)) this.enqueue(sandbox, id);
  }

  /** Stops what is at work. The jobs keep their status, for {@link recover} to find. */
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
    while (!this.closing && this.atWork() < this.options.concurrency) {
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

  private atWork(): number {
    return [...this.running.keys()].filter(({ hangs }) => !hangs).length;
  }

  private async run(work: Work): Promise<void> {
    const { sandbox, id, abort } = work;
    // The request that made the job is answered before the work begins.
    await sleep(0);
    const job = this.apply(sandbox, id, { type: "start", exportJob: uuidOf(`exportJob ${newRequestId()}`) });
    if (job?.status !== "PROCESSING" || this.closing) return;
    const batches = this.planBatches(job);
    let kept = false;
    try {
      await sleep(this.options.jobSeconds * 1000, undefined, { signal: abort.signal });
      await this.options.recordsLoaded;
      await this.misbehave(job, work);
      const plan = planExport({ storage: this.options.storage, sandbox, job }, batches);
      const outcome = await this.options.profiles.export(plan, abort.signal);
      kept = this.commit(sandbox, id, outcome, plan);
    } catch (error) {
      if (this.closing) return;
      this.apply(sandbox, id, { type: "fail", errors: [jobError(error)] });
    } finally {
      if (!kept) await Promise.all(batches.map(({ batchId }) => this.options.files.delete(batchId)));
      if (!this.closing) this.apply(sandbox, id, { type: "stop" });
    }
  }

  /** Fails or hangs a job that is to do so. */
  private async misbehave({ fault }: JobRecord, work: Work): Promise<void> {
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
    const segments = batchASegment(job) ? job.filter?.segments?.map((segment) => [segment]) : undefined;
    return (segments ?? [undefined]).map((ofBatch) => {
      const batchId = this.newBatchId(clock());
      return { batchId, folder: files.folder(batchId), ...(ofBatch && { segments: ofBatch }) };
    });
  }

  /** Makes the batches known and the job successful, in one: unless it has been cancelled meanwhile. */
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
