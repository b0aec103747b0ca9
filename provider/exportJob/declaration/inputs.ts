import type { MergePolicyRef, SegmentStatus, TimeSpan } from "../../../contract/exportJobs";

/** A segment whose profiles are exported. */
export interface ExportSegment {
  /** Id of the segment. */
  segmentId: string;
  /** Namespace of the segment, e.g. `AAM`. Defaults to `ups`, AEP's own segments. */
  segmentNs?: string;
  /** The statuses in the segment that a profile may have. Defaults to `realized` and `existing`. */
  status?: SegmentStatus[];
}

/** Which profiles are exported. A profile has to pass every part. */
export interface ExportJobFilter {
  /** Profiles of any of these segments. Defaults to all profiles. */
  segments?: ExportSegment[];
  /** When profiles qualified for a segment: RFC 3339 times with an offset, either or both. */
  segmentQualificationTime?: TimeSpan;
  /** Profiles updated after this time, RFC 3339 with an offset. */
  fromIngestTimestamp?: string;
  /**
   * Whether profiles that have only ExperienceEvents, and no profile record, are exported too.
   * Defaults to false.
   */
  emptyProfiles?: boolean;
}

/** Which ExperienceEvents are exported with each profile. */
export interface ExportEventList {
  /**
   * Dot paths of the event fields to export, as an array or one comma-separated string. Defaults to
   * all.
   */
  fields?: string | string[];
  /** When events were ingested, which is not when they happened. Either or both bounds. */
  filter?: EventTimeSpan;
}

/** A span of ingestion time; both ends RFC 3339 with an offset. */
export interface EventTimeSpan {
  /** Events ingested after this time. */
  fromIngestTimestamp?: string;
  /** Events ingested before this time. */
  toIngestTimestamp?: string;
}

/** What is exported beside the fields of profiles. */
export interface AdditionalFields {
  /** ExperienceEvents to export with each profile. Defaults to none. */
  eventList?: ExportEventList;
}

/** What the job does before it exports. */
export interface EvaluationInfo {
  /** Whether segments are evaluated again. Defaults to false. */
  segmentation?: boolean;
}

/** Limits of waits, as durations such as `90m` or `1h30m`. */
export interface ExportJobTimeouts {
  /**
   * Limit of the wait for the end of the export, with `waitForCompletion`. The export goes on after
   * it. Defaults to none.
   */
  create?: string;
  /** Limit of the wait for a cancelled export to stop. Defaults to `15m`. */
  delete?: string;
}

/**
 * What a program says of an export job. AEP cannot change a job, so a change of any input replaces
 * the job, unless the input says otherwise. The new job is another export.
 */
export interface ExportJobInputs {
  /**
   * Id of the dataset that the export is written to. It must be based on the profile union schema.
   */
  dataset: string;
  /**
   * Dot paths of the profile fields to export, as an array or one comma-separated string. A path to
   * an object exports the whole object, and a path through an array exports every element. Defaults
   * to all fields.
   */
  fields?: string | string[];
  /**
   * The merge policy that makes one profile of its fragments. Without a version its newest one is
   * used, so a later edit of the policy changes what is exported, and a preview warns. Defaults to the policy of the segment. Set it if you export several segments.
   */
  mergePolicy?: MergePolicyRef;
  /** Which profiles are exported. Defaults to all that have a profile record. */
  filter?: ExportJobFilter;
  /** What is exported beside the profile's own fields. Defaults to nothing. */
  additionalFields?: AdditionalFields;
  /**
   * Whether each segment gets a batch of its own, which makes the export slower. Defaults to false.
   */
  segmentPerBatch?: boolean;
  /** Name of the schema class that is exported. Defaults to `_xdm.context.profile`. */
  schemaName?: string;
  /** What the job does before it exports. Defaults to nothing. */
  evaluationInfo?: EvaluationInfo;
  /**
   * Id of an existing job that the resource takes over, instead of starting one. The job must have
   * been started with the request that is declared here, and must not have failed or been
   * cancelled. From then on the job belongs to the resource: `pulumi destroy` cancels it if it is
   * still running. While `adopt` is set, changes that need another export are refused. Removing it
   * later changes nothing by itself. Defaults to starting a job. The id of another job replaces the
   * resource.
   */
  adopt?: string;
  /** Limits of waits. Changing them changes nothing in AEP. */
  timeouts?: ExportJobTimeouts;
  /**
   * Whether the `up` waits until the export has ended, and fails if the export failed. The outputs
   * then hold the results of the job. Defaults to true. Changing it changes nothing in AEP.
   */
  waitForCompletion?: boolean;
  /** Any values. A change of one of them runs the export again. */
  triggers?: unknown[];
  /**
   * The sandbox to export in. Defaults to that of `dataset` if it is a resource, or else to the
   * configured one (`aep:sandboxName`).
   */
  sandboxName?: string;
}

/** The class of XDM Individual Profile, which is what an export consists of. */
export const profileSchemaName = "_xdm.context.profile";
