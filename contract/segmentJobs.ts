import type { ExportJobError, JobTiming } from "./exportJobs";
import type { ProfileSandbox, SchemaClass } from "./profileConfig";
import type { SegmentExpression } from "./segments";

/** Wire shapes of segment jobs (`/data/core/ups/segment/jobs`): evaluations of segments over all profiles. */

/** The statuses of a segment job that Adobe documents. */
export type SegmentJobStatus =
  "NEW" | "QUEUED" | "PROCESSING" | "SUCCEEDED" | "FAILED" | "CANCELLING" | "CANCELLED";

/** Body of `POST /segment/jobs`: some segments, or `*` for all. */
export type SegmentJobRequest =
  { segmentId: string }[] | { schema: SchemaClass; segments: [{ segmentId: "*" }] };

/** A segment as the job evaluates it. */
export interface EvaluatedSegment {
  /** Id of the segment; `*` alone stands for more than 1,500 of them. */
  segmentId: string;
  segment?: {
    id: string;
    expression?: SegmentExpression;
    mergePolicyId?: string;
    mergePolicy?: { id: string; version?: number };
  };
}

/** How long a segment job took, and once it has succeeded what it found. */
export interface SegmentJobMetrics {
  totalTime?: JobTiming;
  profileSegmentationTime?: JobTiming;
  /** Profiles that there were. */
  totalProfiles?: number;
  /** The same by the id of the merge policy that made them. */
  totalProfilesByMergePolicy?: Record<string, number>;
  /** Members by the id of the segment. */
  segmentedProfileCounter?: Record<string, number>;
  /** Profiles by the id of the segment and by their status in it: `realized`, `existing` or `exited`. */
  segmentedProfileByStatusCounter?: Record<string, Record<string, number>>;
  /** Members by the id of the segment and by the namespaces of their identities. */
  segmentedProfileByNamespaceCounter?: Record<string, Record<string, number>>;
}

/** A segment job. */
export interface SegmentJob {
  /** Id of the job, a UUID. */
  id: string;
  status: SegmentJobStatus;
  imsOrgId?: string;
  sandbox?: ProfileSandbox;
  profileInstanceId?: string;
  /** Who started it: `scheduler` or `api`. */
  source?: string;
  batchId?: string;
  computeJobId?: number;
  computeGatewayJobId?: string;
  segments: EvaluatedSegment[];
  schema?: SchemaClass;
  metrics?: SegmentJobMetrics;
  /** Why it failed. */
  errors?: Partial<ExportJobError>[];
  requestId?: string;
  _links?: Record<"cancel" | "checkStatus", { href: string; method: string }>;
  /** Milliseconds since 1970. */
  creationTime?: number;
  /** Milliseconds since 1970. */
  updateTime?: number;
  /** Seconds since 1970. */
  updateEpoch?: number;
}

/** `GET /segment/jobs`. `start` and `next` are page numbers. */
export interface SegmentJobPage {
  _page: { totalCount: number; pageSize: number; next?: string };
  children: SegmentJob[];
  _links: { next: { href?: string } };
}
