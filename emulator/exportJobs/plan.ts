import type { SegmentDefinition } from "../../contract/segments";
import type { JobRecord } from "./machine";
import { isOwnNamespace, ProfileError, type ExportPlan } from "../profiles/index";
import type { ExportJobStorage } from "./store";

/** A job, its sandbox, and the storage with the objects that it names. */
export interface JobInSandbox {
  storage: ExportJobStorage;
  sandbox: string;
  job: JobRecord;
}

/**
 * The plan of an export that writes these batches.
 *
 * @throws {@link ProfileError} when the job's dataset or merge policy has been deleted since the
 * job was created.
 */
export function planExport(
  { storage, sandbox, job }: JobInSandbox,
  batches: ExportPlan["batches"],
): ExportPlan {
  checkDataset({ storage, sandbox, job });
  const policyId = job.mergePolicy?.id ?? "";
  const mergePolicy = storage.mergePolicies.get(sandbox, policyId);
  if (!mergePolicy)
    throw new ProfileError(
      "INVALID_REQUEST",
      `Merge policy "${policyId}" was deleted before the export ran.`,
    );
  const segmentDefinitions = definitions({ storage, sandbox, job });
  return { sandbox, request: job, mergePolicy, segmentDefinitions, batches };
}

/** @throws {@link ProfileError} when the job's dataset has been deleted. */
export function checkDataset({ storage, sandbox, job }: JobInSandbox): void {
  const datasetId = job.destination.datasetId ?? "";
  if (!storage.datasets.get(sandbox, datasetId)) {
    throw new ProfileError(
      "INVALID_REQUEST",
      `Dataset "${datasetId}" was deleted before the export had been written.`,
    );
  }
}

/**
 * The segments to evaluate: the ones that the job names, or all if it names none. Only those with
 * an expression.
 */
function definitions({ storage, sandbox, job }: JobInSandbox): SegmentDefinition[] {
  if (!job.evaluationInfo?.segmentation) return [];
  const named = job.filter?.segments
    ?.filter(({ segmentNs }) => isOwnNamespace(segmentNs))
    .map(({ segmentId }) => segmentId);
  return [...storage.segments.list(sandbox)]
    .map(([, definition]) => definition)
    .filter(({ id, expression }) => expression && (named?.includes(id) ?? true));
}
