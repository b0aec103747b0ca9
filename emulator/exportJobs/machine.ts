import type {
  ExportDestinationAnswer,
  ExportJob,
  ExportJobError,
  JobTiming,
  KnownJobStatus,
} from "../../contract/exportJobs";
import { defaultMilliseconds, type JobFault } from "../faults/rules";

/** An export job as the emulator keeps it. */
export interface JobRecord extends ExportJob {
  status: KnownJobStatus;
  /** The fault injected into this job. It is kept over a restart and never answered. */
  fault?: JobFault;
}

/** What the job of a successful export reports. */
export interface JobResult {
  destination: Pick<ExportDestinationAnswer, "batchId" | "batches">;
  /**
   * When the last row was written and the batches began to go to the Catalog. Milliseconds since
   * 1970.
   */
  exportedAt: number;
  /** Id of the compute job that hands the batches to the Catalog. */
  pushJob: string;
  totalExportedProfileCounter: number;
  exportedProfileByNamespaceCounter: Record<string, number>;
}

/** What may happen to a job. */
export type JobEvent =
  /** The export begins. `exportJob` is the id of its compute job. */
  | { type: "start"; exportJob: string }
  | { type: "succeed"; result: JobResult }
  | { type: "fail"; errors: ExportJobError[] }
  /** A client asked for the job to stop. */
  | { type: "cancel" }
  /** The work of a job being cancelled has stopped. */
  | { type: "stop" }
  /** The emulator has restarted and found the job. */
  | { type: "recover" };

/** Whether the fault `vanish` hides a job by now. Its work goes on. */
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

/** The statuses of a job that has ended. */
export const finalStatuses: ReadonlySet<KnownJobStatus> = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);

/**
 * The job after an event at `now` (milliseconds since 1970). The job passed in is not changed. An
 * event that does not fit the job's status, such as a success while it is being cancelled, is
 * ignored.
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
      // The Catalog holds no batch of an interrupted run, so the job runs again from its start.
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
