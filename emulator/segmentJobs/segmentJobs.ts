import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { SegmentDefinition } from "../../contract/segments";
import type { Log } from "../http/errors";
import { newRequestId } from "../ids";
import { jobError } from "../exportJobs/outcome";
import { ProfileError, type EvaluationPlan, type ProfileStore } from "../profiles/index";
import { describe } from "../profileConfig/newObjects";
import type { ProfileConfigStorage } from "../profileConfig/storage";
import type { Collection } from "../storage/collection";
import { evaluated, isEnded, transition, type SegmentJobEvent, type SegmentJobRecord } from "./record";

const path = "/segment/jobs";

/** What segment jobs read and keep. */
export interface SegmentJobStorage extends ProfileConfigStorage {
  segmentJobs: Collection<SegmentJobRecord>;
}

export interface SegmentJobsOptions {
  storage: SegmentJobStorage;
  profiles: ProfileStore;
  /** Settles when the profile store holds all that it is to hold. */
  recordsLoaded: Promise<void>;
  sandboxes: readonly string[];
  orgId: string;
  /** A job is at work for at least this many seconds. */
  jobSeconds: number;
  clock: () => number;
  log: Log;
}

/** Runs segment jobs, one after another: AEP lets no two evaluations run at once. */
export class SegmentJobs {
  private readonly turn = pLimit(1);
  private readonly running = new Map<string, { abort: AbortController; done: Promise<void> }>();
  private closing = false;

  constructor(private readonly options: SegmentJobsOptions) {}

  /** Puts a job into the queue. It is on disk when this returns. */
  submit(sandbox: string, segments: SegmentDefinition[]): SegmentJobRecord {
    const { storage, clock, orgId } = this.options;
    const id = randomUUID();
    const now = clock();
    const href = `${path}/${id}`;
    const job: SegmentJobRecord = {
      id,
      ...describe({ sandbox, orgId }),
      profileInstanceId: "ups",
      source: "api",
      status: "NEW",
      batchId: randomUUID(),
      computeJobId: storage.segmentJobs.count(sandbox) + 1,
      computeGatewayJobId: randomUUID(),
      segments: segments.map((definition) =>
        evaluated(definition, storage.mergePolicies.get(sandbox, definition.mergePolicyId ?? "")?.version),
      ),
      schema: { name: "_xdm.context.profile" },
      metrics: { totalTime: { startTimeInMs: now } },
      requestId: newRequestId(),
      _links: { cancel: { href, method: "DELETE" }, checkStatus: { href, method: "GET" } },
      creationTime: now,
      updateTime: now,
      updateEpoch: Math.floor(now / 1000),
    };
    storage.segmentJobs.put(sandbox, id, job);
    this.enqueue(sandbox, id);
    return job;
  }

  /** The jobs of a sandbox, oldest first. */
  list(sandbox: string): SegmentJobRecord[] {
    const all = [...this.options.storage.segmentJobs.list(sandbox)].map(([, job]) => job);
    return all.sort((one, other) => (one.computeJobId ?? 0) - (other.computeJobId ?? 0));
  }

  /** Stops a job that has not ended. @returns whether there is such a job, ended or not. */
  cancel(sandbox: string, id: string): boolean {
    const job = this.apply(sandbox, id, { type: "cancel" });
    this.running.get(id)?.abort.abort();
    return job !== undefined;
  }

  /** Takes up the jobs that an earlier run of the emulator left unfinished. */
  recover(): void {
    for (const sandbox of this.options.sandboxes) {
      for (const { id } of this.list(sandbox).filter((job) => !isEnded(job))) {
        if (this.apply(sandbox, id, { type: "recover" })?.status === "NEW") this.enqueue(sandbox, id);
      }
    }
  }

  /** Stops what is at work. The jobs keep their status, for {@link recover} to find. */
  async close(): Promise<void> {
    this.closing = true;
    for (const { abort } of this.running.values()) abort.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private enqueue(sandbox: string, id: string): void {
    const abort = new AbortController();
    const work = (): Promise<void> => this.run(sandbox, id, abort.signal);
    const done = this.turn(work)
      .catch(this.options.log)
      .finally(() => this.running.delete(id));
    this.running.set(id, { abort, done });
  }

  private async run(sandbox: string, id: string, signal: AbortSignal): Promise<void> {
    if (this.closing) return;
    const { profiles, recordsLoaded, jobSeconds } = this.options;
    const job = this.apply(sandbox, id, { type: "start" });
    if (job?.status !== "PROCESSING") return;
    try {
      await sleep(jobSeconds * 1000, undefined, { signal });
      await recordsLoaded;
      const outcome = await profiles.evaluate(this.plan(sandbox, job), signal);
      this.apply(sandbox, id, { type: "succeed", outcome });
    } catch (error) {
      if (!this.closing) this.apply(sandbox, id, { type: "fail", errors: [jobError(error)] });
    } finally {
      if (!this.closing) this.apply(sandbox, id, { type: "stop" });
    }
  }

  /** @throws {@link ProfileError} when a segment or its merge policy has been deleted since the job was made. */
  private plan(sandbox: string, job: SegmentJobRecord): EvaluationPlan {
    const { storage } = this.options;
    const segments = job.segments.map(({ segmentId, segment: { mergePolicyId = "" } }) => {
      const definition = storage.segments.get(sandbox, segmentId);
      const mergePolicy = storage.mergePolicies.get(sandbox, mergePolicyId);
      if (definition && mergePolicy) return { definition, mergePolicy };
      const missing = definition ? `Merge policy "${mergePolicyId}"` : `Segment "${segmentId}"`;
      throw new ProfileError("INVALID_REQUEST", `${missing} was deleted before the evaluation ran.`);
    });
    return { sandbox, segments };
  }

  private apply(sandbox: string, id: string, event: SegmentJobEvent): SegmentJobRecord | undefined {
    const { storage, clock } = this.options;
    return storage.transaction(() => {
      const before = storage.segmentJobs.get(sandbox, id);
      const after = before && transition(before, event, clock());
      if (after && after !== before) storage.segmentJobs.put(sandbox, id, after);
      return after;
    });
  }
}
