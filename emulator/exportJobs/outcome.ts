import type { ExportJobError, SegmentBatch } from "../../contract/exportJobs";
import type { BatchRecord } from "../catalog/batchStore";
import { author } from "../catalog/newDataset";
import { newRequestId, sandboxId, uuidOf } from "../ids";
import type { JobRecord, JobResult } from "./machine";
import { ProfileError, type BatchOutcome, type ExportOutcome, type ExportPlan } from "../profiles/index";

/** Whether a job writes a batch for each segment. */
export function hasBatchPerSegment({
  destination,
  filter,
}: Pick<JobRecord, "destination" | "filter">): boolean {
  return destination.segmentPerBatch === true && (filter?.segments?.length ?? 0) > 0;
}

/** What a job reports after its export. */
export function jobResult(outcome: ExportOutcome, plan: ExportPlan, now: number): JobResult {
  const [first] = outcome.batches;
  const ofSegments = plan.batches.flatMap(({ batchId, segments = [] }): SegmentBatch[] =>
    segments.map(({ segmentId, segmentNs = "ups", status = ["realized", "existing"] }) => ({
      segmentId,
      segmentNs,
      status,
      batchId,
    })),
  );
  return {
    destination: ofSegments.length > 0 ? { batches: ofSegments } : { batchId: first?.batchId },
    exportedAt: now - Math.round(outcome.writeMs),
    pushJob: uuidOf(`pushJob ${newRequestId()}`),
    totalExportedProfileCounter: outcome.profiles,
    exportedProfileByNamespaceCounter: outcome.profilesByNamespace,
  };
}

/** A batch as the Catalog describes it. */
export function newBatch(options: {
  job: JobRecord;
  batch: BatchOutcome;
  orgId: string;
  sandbox: string;
  now: number;
}): BatchRecord {
  const { job, batch, orgId, sandbox, now } = options;
  const datasetId = job.destination.datasetId ?? "";
  const bytes = batch.files.reduce((sum, file) => sum + file.bytes, 0);
  const startTime = job.metrics?.profileExportTime?.startTimeInMs ?? now;
  return {
    datasetId,
    parts: batch.files.map(({ name, bytes: length }) => ({ name, length })),
    batch: {
      status: "success",
      imsOrg: orgId,
      sandboxId: sandboxId(sandbox),
      created: startTime,
      updated: now,
      completed: now,
      ...author,
      recordCount: batch.records,
      failedRecordCount: 0,
      relatedObjects: [{ type: "dataSet", id: datasetId }],
      version: "1.0.0",
      metrics: {
        recordsRead: batch.records,
        recordsWritten: batch.records,
        recordsFailed: 0,
        startTime,
        endTime: now,
        bytesWritten: bytes,
      },
      tags: {},
    },
  };
}

/** Why an export failed, as its job reports it. */
export function jobError(error: unknown): ExportJobError {
  if (error instanceof ProfileError) return { code: error.code, msg: error.message, callStack: error.name };
  const { message, name } = error instanceof Error ? error : new Error(String(error));
  return { code: "unknown", msg: message, callStack: name };
}
