/** Wire shapes of the export jobs of the Segmentation API, `/data/core/ups/export/jobs`. */

/** The status of a profile in a segment. */
export type SegmentStatus = "realized" | "existing" | "exited";

/** One segment to export. */
export interface SegmentFilter {
  /** Id of the segment. */
  segmentId: string;
  /** Namespace of the segment. Absent: `ups`. */
  segmentNs?: string;
  /** Absent: `realized` and `existing`. */
  status?: SegmentStatus[];
}

/** A span of time. Both ends are RFC 3339 and optional. */
export interface TimeSpan {
  /** Start of the span. */
  startTime?: string;
  /** End of the span. */
  endTime?: string;
}

/** Which profiles an export takes. A profile must meet all conditions. */
export interface ExportFilter {
  segments?: SegmentFilter[];
  segmentQualificationTime?: TimeSpan;
  /** RFC 3339. Takes merged profiles that were updated strictly after this time. */
  fromIngestTimestamp?: string;
  /** Whether profiles that have only ExperienceEvents are added. Absent: false. */
  emptyProfiles?: boolean;
}

/** Which ExperienceEvents are exported with each profile. */
export interface EventList {
  /** Comma-separated dot paths. Absent: all fields. */
  fields?: string;
  /** Bounds of the ingestion time, RFC 3339; they do not concern the time of the event. */
  filter?: { fromIngestTimestamp?: string; toIngestTimestamp?: string };
}

/** The merge policy that makes a profile of its fragments. */
export interface MergePolicyRef {
  /** Id of the merge policy. */
  id: string;
  /** Absent: the newest version. */
  version?: number;
}

/** Body of `POST /export/jobs`. */
export interface ExportJobRequest {
  /** Comma-separated dot paths. Absent: all fields. */
  fields?: string;
  /** Absent: the merge policy of the segment, or else the default of the sandbox. */
  mergePolicy?: MergePolicyRef;
  filter?: ExportFilter;
  additionalFields?: { eventList?: EventList };
  destination: { datasetId: string; segmentPerBatch?: boolean };
  schema: { name: string };
  evaluationInfo?: { segmentation?: boolean };
}

/** The batch of one segment, in the answer to a job with `segmentPerBatch`. */
export interface SegmentBatch extends SegmentFilter {
  /** Id of the batch that holds the profiles of the segment. */
  batchId: string;
}

/** Where a job writes, in an answer. */
export interface ExportDestinationAnswer {
  datasetId?: string;
  /** Variant of `datasetId` in some answers. */
  dataSetId?: string;
  segmentPerBatch?: boolean;
  /** Empty or absent until the job has written. */
  batchId?: string;
  /** One entry per segment; variant: a single object. */
  batches?: SegmentBatch[] | SegmentBatch;
}

/** The duration of one step of a job. */
export interface JobTiming {
  /** Start, in milliseconds since 1970. */
  startTimeInMs?: number;
  /** End, in milliseconds since 1970; absent until then. */
  endTimeInMs?: number;
  /** Length in milliseconds. */
  totalTimeInMs?: number;
}

/** The measurements of a job. */
export interface ExportMetrics {
  /** The job as a whole. */
  totalTime?: JobTiming;
  /** Reading profiles from the profile store. */
  profileExportTime?: JobTiming;
  /** Writing them to the dataset. */
  aCPDatasetWriteTime?: JobTiming;
  /** Profiles exported. */
  totalExportedProfileCounter?: number;
  /** Profiles exported, by namespace of their identities, e.g. `{ Email: 42 }`. */
  exportedProfileByNamespaceCounter?: Record<string, number>;
}

/** Why a job failed. */
export interface ExportJobError {
  /** AEP's code, e.g. `0100000003`. */
  code?: string;
  /** The cause in words. */
  msg?: string;
  /** Where in AEP the error arose, for Adobe's support. */
  callStack?: string;
}

/** The documented status words. A service may answer others, which mean "not finished". */
export type KnownJobStatus = "NEW" | "PROCESSING" | "SUCCEEDED" | "FAILED" | "CANCELLING" | "CANCELLED";

/** The internal jobs of AEP behind an export job; empty at first. */
export interface ComputeGatewayJobId {
  /** The job that reads the profiles. */
  exportJob?: string;
  /** The job that writes the dataset. */
  pushJob?: string;
}

/** An export job as `POST /export/jobs` and `GET /export/jobs/{id}` answer it. */
export interface ExportJob extends Omit<ExportJobRequest, "destination"> {
  id: number;
  /** A {@link KnownJobStatus} or an unknown word. */
  status: string;
  destination: ExportDestinationAnswer;
  jobType?: string;
  profileInstanceId?: string;
  requestId?: string;
  imsOrgId?: string;
  /** Milliseconds since 1970. */
  creationTime?: number;
  /** Milliseconds since 1970. */
  updateTime?: number;
  computeGatewayJobId?: ComputeGatewayJobId;
  metrics?: ExportMetrics;
  errors?: ExportJobError[];
}

/** `GET /export/jobs?limit&offset&status`, newest first. */
export interface ExportJobPage {
  records: ExportJob[];
  page?: { sortField?: string; sort?: string; pageOffset?: string; pageSize?: number };
  /** `next` is absent or empty on the last page. */
  link?: { next?: string };
}
