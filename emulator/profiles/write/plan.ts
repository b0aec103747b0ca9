import type { ExportJobRequest, SegmentFilter } from "../../../contract/exportJobs";
import type { MergePolicy } from "../../../contract/mergePolicies";
import type { SegmentDefinition } from "../../../contract/segments";

/** What one load brought in. */
export interface LoadReport {
  /** Profile fragments loaded. */
  profiles: number;
  /** ExperienceEvents loaded. */
  events: number;
}

/** A segment that records name in `segmentMembership`. */
export interface SegmentCount {
  segmentNs: string;
  segmentId: string;
  /** Profiles that are `realized` or `existing` in it. */
  members: number;
}

/** One batch to write. */
export interface BatchPlan {
  batchId: string;
  /** The folder that the parts of the batch go to. It must not exist, or be empty. */
  folder: string;
  /** The segments whose members go to this batch. Absent: those of the request's own filter. */
  segments?: SegmentFilter[];
}

/** An export job, with everything looked up that the profile store does not keep. */
export interface ExportPlan {
  sandbox: string;
  request: Omit<ExportJobRequest, "destination">;
  /** The merge policy in force. */
  mergePolicy: MergePolicy;
  /** Definitions of the segments to evaluate, when the request sets `evaluationInfo.segmentation`. */
  segmentDefinitions: SegmentDefinition[];
  batches: BatchPlan[];
}

/** Segments to evaluate, with everything looked up that the profile store does not keep. */
export interface EvaluationPlan {
  sandbox: string;
  segments: { definition: SegmentDefinition; mergePolicy: MergePolicy }[];
}

/** Who is in a segment. */
export interface SegmentMembers {
  /** Profiles by their status in the segment; statuses that none has are left out. */
  byStatus: Record<string, number>;
  /** Members by the namespaces in which they have an identity. */
  byNamespace: Record<string, number>;
}

/** What an evaluation found. */
export interface EvaluationOutcome {
  /** Profiles that there are, by the id of the merge policy. */
  profilesByMergePolicy: Record<string, number>;
  /** Who is in the segments, by their ids. */
  segments: Record<string, SegmentMembers>;
}

/** One Parquet file of a batch. */
export interface PartFile {
  name: string;
  bytes: number;
}

/** What was written into one batch. */
export interface BatchOutcome {
  batchId: string;
  /** Rows over all parts. */
  records: number;
  /** At least one: a batch without rows has one part that holds the columns only. */
  files: PartFile[];
}

/** What an export did. */
export interface ExportOutcome {
  batches: BatchOutcome[];
  /** Rows over all batches; a profile that went to two batches counts twice. */
  profiles: number;
  /** The same rows by the namespace of their primary identity; rows without an identity are in none. */
  profilesByNamespace: Record<string, number>;
  /** Time spent on selecting rows and writing Parquet, in milliseconds. */
  writeMs: number;
}
