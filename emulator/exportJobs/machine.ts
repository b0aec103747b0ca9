import type {
  ExportDestinationAnswer,
  ExportJob,
  ExportJobError,
  JobTiming,
  KnownJobStatus,
} from "../../contract/exportJobs";
import { defaultMilliseconds, type JobFault } from "../faults/rules";

/** An export job as the emulator keeps it: every status is a known one. */
export interface JobRecord extends ExportJob {
  status: KnownJobStatus;
  /** What is to go wrong with it. Kept with the job, so that a restart does not mend it; never answered. */
  fault?: JobFault;
}

/** What an export wrote, as its job tells it. */
export interface JobResult {
  destination: Pick<ExportDestinationAnswer, "batchId" | "batches">;
  /** Milliseconds since 1970 at which the last row was written and handing the batches to the Catalog began. */
  exportedAt: number;
  /** Id, at the compute gateway, of that handing over. */
  pushJob: string;
  totalExportedProfileCounter: number;
  exportedProfileByNamespaceCounter: Record<string, number>;
}

/** What may happen to a job. */
export type JobEvent =
  /** The export begins, under an id of the compute gateway. */
  | { type: "start"; exportJob: string }
  | { type: "succeed"; result: JobResult }
  | { type: "fail"; errors: ExportJobError[] }
  /** A client asked for the job to stop. */
  | { type: "cancel" }
  /** The work of a job being cancelled has stopped. */
  | { type: "stop" }
  /** The emulator came up again and found the job. */
  | { type: "recover" };

/** Whether a job is not to be found any more, although its work goes on. */
export function hasVanished({ fault, creationTime = 0 }: JobRecord, now: number): boolean {
  return fault?.fault === "vanish" && now >= creationTime + (fault.milliseconds ?? defaultMilliseconds);
}

/** Every status that a job can have. */
export const knownStatuses: readonly KnownJobStatus[] = [
  "NEW",
  "PROCESSING",
  "SUCCEEDED",
  "FAILED",
  "CANCELLING",
  "CANCELLED",
];

/** The statuses in which nothing happens to a job any more. */
export const finalStatuses: ReadonlySet<KnownJobStatus> = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

/**
 * What becomes of a job when something happens at `now` (milliseconds since 1970). Pure: the job is not changed.
 * An event that a job's status leaves no room for (a success while it is being cancelled, say) changes nothing.
 */
export function transition(job: JobRecord, event: JobEvent, now: number): JobRecord {
  switch (event.type) {
    case "start":
      return job.status === "NEW" ? started(job, event.exportJob, now) : job;
    case "succeed":
      return job.status === "PROCESSING" ? succeeded(job, event.result, now) : job;
    case "fail":
      return job.status === "PROCESSING" ? { ...ended(job, "FAILED", now), errors: event.errors } : job;
    case "cancel":
      if (job.status === "NEW") return ended(job, "CANCELLED", now);
      return job.status === "PROCESSING" ? { ...job, status: "CANCELLING", updateTime: now } : job;
    case "stop":
      return job.status === "CANCELLING" ? ended(job, "CANCELLED", now) : job;
    case "recover":
      if (job.status === "CANCELLING") return ended(job, "CANCELLED", now);
      // Nothing an interrupted run wrote has reached the Catalog, so the job runs again from its start.
      return job.status === "PROCESSING" ? { ...job, status: "NEW", updateTime: now } : job;
  }
}

function started(job: JobRecord, exportJob: string, now: number): JobRecord {
  return {
    ...job,
    status: "PROCESSING",
    updateTime: now,
    computeGatewayJobId: { exportJob },
    metrics: { ...job.metrics, profileExportTime: { startTimeInMs: now } },
  };
}

function succeeded(job: JobRecord, result: JobResult, now: number): JobRecord {
  const { destination, exportedAt, pushJob, ...counters } = result;
  const done = ended(job, "SUCCEEDED", now);
  return {
    ...done,
    destination: { ...job.destination, ...destination },
    computeGatewayJobId: { ...job.computeGatewayJobId, pushJob },
    metrics: {
      ...done.metrics,
      profileExportTime: finished(job.metrics?.profileExportTime, exportedAt),
      aCPDatasetWriteTime: finished({ startTimeInMs: exportedAt }, now),
      ...counters,
    },
  };
}

function ended(job: JobRecord, status: KnownJobStatus, now: number): JobRecord {
  const { totalTime, profileExportTime } = job.metrics ?? {};
  return {
    ...job,
    status,
    updateTime: now,
    metrics: {
      ...job.metrics,
      totalTime: finished(totalTime, now),
      ...(profileExportTime && { profileExportTime: finished(profileExportTime, now) }),
    },
  };
}

function finished(timing: JobTiming | undefined, endTimeInMs: number): JobTiming {
  const startTimeInMs = timing?.startTimeInMs ?? endTimeInMs;
  return { startTimeInMs, endTimeInMs, totalTimeInMs: endTimeInMs - startTimeInMs };
}
