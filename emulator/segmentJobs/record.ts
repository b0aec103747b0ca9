import type { ExportJobError, JobTiming } from "../../contract/exportJobs";
import type { EvaluatedSegment, SegmentJob, SegmentJobMetrics } from "../../contract/segmentJobs";
import type { SegmentDefinition } from "../../contract/segments";
import { memberStatuses, type EvaluationOutcome } from "../profiles/index";

/** A segment job as the emulator keeps it. */
export interface SegmentJobRecord extends Omit<SegmentJob, "segments"> {
  /** The segments that it evaluates. */
  segments: (EvaluatedSegment & Required<Pick<EvaluatedSegment, "segment">>)[];
}

/** With more segments than this a job shows `*` in place of them. */
const mostSegments = 1500;

/** The statuses in which nothing happens to a job any more. */
const finalStatuses: readonly SegmentJob["status"][] = ["SUCCEEDED", "FAILED", "CANCELLED"];

/** What may happen to a segment job. */
export type SegmentJobEvent =
  | { type: "start" }
  | { type: "succeed"; outcome: EvaluationOutcome }
  | { type: "fail"; errors: ExportJobError[] }
  /** A client asked for the job to stop. */
  | { type: "cancel" }
  /** The work of a job being cancelled has stopped. */
  | { type: "stop" }
  /** The emulator came up again and found the job. */
  | { type: "recover" };

/** What becomes of a job when something happens. An event that its status leaves no room for changes nothing. */
export function transition(job: SegmentJobRecord, event: SegmentJobEvent, now: number): SegmentJobRecord {
  const { status } = job;
  switch (event.type) {
    case "start":
      return status === "NEW"
        ? at(job, "PROCESSING", now, { profileSegmentationTime: { startTimeInMs: now } })
        : job;
    case "succeed":
      return status === "PROCESSING" ? ended(job, "SUCCEEDED", now, counters(event.outcome)) : job;
    case "fail":
      return status === "PROCESSING" ? { ...ended(job, "FAILED", now), errors: event.errors } : job;
    case "cancel":
      if (status === "NEW") return ended(job, "CANCELLED", now);
      return status === "PROCESSING" ? at(job, "CANCELLING", now) : job;
    case "stop":
      return status === "CANCELLING" ? ended(job, "CANCELLED", now) : job;
    case "recover":
      if (status === "CANCELLING") return ended(job, "CANCELLED", now);
      return status === "PROCESSING" ? at(job, "NEW", now) : job;
  }
}

/** Whether nothing happens to the job any more. */
export function isEnded({ status }: SegmentJobRecord): boolean {
  return finalStatuses.includes(status);
}

/** A segment as a job tells of it. */
export function evaluated(
  { id, expression, mergePolicyId }: SegmentDefinition,
  version: number | undefined,
): SegmentJobRecord["segments"][number] {
  const mergePolicy = mergePolicyId === undefined ? undefined : { id: mergePolicyId, version };
  return { segmentId: id, segment: { id, expression, mergePolicyId, mergePolicy } };
}

/** A job as the service tells of it. */
export function told(job: SegmentJobRecord): SegmentJob {
  return job.segments.length > mostSegments ? { ...job, segments: [{ segmentId: "*" }] } : job;
}

function at(
  job: SegmentJobRecord,
  status: SegmentJob["status"],
  now: number,
  metrics: SegmentJobMetrics = {},
): SegmentJobRecord {
  const times = { updateTime: now, updateEpoch: Math.floor(now / 1000) };
  return { ...job, status, ...times, metrics: { ...job.metrics, ...metrics } };
}

function ended(
  job: SegmentJobRecord,
  status: SegmentJob["status"],
  now: number,
  found: SegmentJobMetrics = {},
): SegmentJobRecord {
  const { totalTime, profileSegmentationTime } = job.metrics ?? {};
  return at(job, status, now, {
    totalTime: finished(totalTime, now),
    ...(profileSegmentationTime && { profileSegmentationTime: finished(profileSegmentationTime, now) }),
    ...found,
  });
}

function finished(timing: JobTiming | undefined, endTimeInMs: number): JobTiming {
  const startTimeInMs = timing?.startTimeInMs ?? endTimeInMs;
  return { startTimeInMs, endTimeInMs, totalTimeInMs: endTimeInMs - startTimeInMs };
}

function counters({ profilesByMergePolicy, segments }: EvaluationOutcome): SegmentJobMetrics {
  const all = Object.entries(segments);
  const members = (byStatus: Record<string, number>): number =>
    memberStatuses.reduce((sum, status) => sum + (byStatus[status] ?? 0), 0);
  return {
    totalProfiles: Math.max(0, ...Object.values(profilesByMergePolicy)),
    totalProfilesByMergePolicy: profilesByMergePolicy,
    segmentedProfileCounter: Object.fromEntries(all.map(([id, { byStatus }]) => [id, members(byStatus)])),
    segmentedProfileByStatusCounter: Object.fromEntries(all.map(([id, { byStatus }]) => [id, byStatus])),
    segmentedProfileByNamespaceCounter: Object.fromEntries(
      all.map(([id, { byNamespace }]) => [id, byNamespace]),
    ),
  };
}
