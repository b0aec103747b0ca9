import type { ExportJobRequest, SegmentFilter } from "../../../contract/exportJobs";
import type { MergePolicy } from "../../../contract/mergePolicies";
import type { SegmentDefinition } from "../../../contract/segments";

/** What was loaded. */
export interface LoadReport {
  /** Number of profile fragments. */
  profiles: number;
  /** Number of ExperienceEvents. */
  events: number;
}

/** A segment that records name in `segmentMembership`, with the number of its members. */
export interface SegmentCount {
  segmentNs: string;
  segmentId: string;
  /** Number of profiles that are `realized` or `existing`. */
  members: number;
}

/** One batch to write. */
export interface BatchPlan {
  batchId: string;
  /** The folder for the parts of the batch. It must be missing or empty. */
  folder: string;
  /**
   * The segments whose members go to this batch. Defaults to the segments of the request's filter.
   */
  segments?: SegmentFilter[];
}

/** An export job, with the objects that it needs and the profile store does not keep. */
export interface ExportPlan {
  sandbox: string;
  request: Omit<ExportJobRequest, "destination">;
  /** The merge policy that applies. */
  mergePolicy: MergePolicy;
  /** The segments to evaluate if the request sets `evaluationInfo.segmentation`. */
  segmentDefinitions: SegmentDefinition[];
  batches: BatchPlan[];
}

/** One Parquet file of a batch. */
export interface PartFile {
  name: string;
  bytes: number;
}

/** A batch that was written. */
export interface BatchOutcome {
  batchId: string;
  /** Number of rows in all parts. */
  records: number;
  /** At least one. A batch without rows has one part with the columns only. */
  files: PartFile[];
}

/** The result of an export. */
export interface ExportOutcome {
  batches: BatchOutcome[];
  /** Number of rows in all batches. A profile in two batches counts twice. */
  profiles: number;
  /**
   * The same rows by the namespace of their primary identity. Rows without an identity are left
   * out.
   */
  profilesByNamespace: Record<string, number>;
  /** Milliseconds spent on selecting rows and writing Parquet. */
  writeMs: number;
}
