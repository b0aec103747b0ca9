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
  /** Whether profiles without a profile record, of which there are ExperienceEvents only, are exported too. Defaults to false. */
  emptyProfiles?: boolean;
}

/** Which ExperienceEvents are exported with each profile. */
export interface ExportEventList {
  /** Dot paths of the event fields to export, as an array or one comma-separated string. Defaults to all. */
  fields?: string | string[];
  /** When events were ingested, which is not the events' own time. Either or both bounds. */
  filter?: EventTimeSpan;
}

/** A span of ingestion time; both ends RFC 3339 with an offset. */
export interface EventTimeSpan {
  /** Events ingested after this time. */
  fromIngestTimestamp?: string;
  /** Events ingested before this time. */
  toIngestTimestamp?: string;
}

/** What is exported beside a profile's own fields. */
export interface AdditionalFields {
  /** ExperienceEvents to export with each profile. Defaults to none. */
  eventList?: ExportEventList;
}

/** What the job does before it exports. */
export interface EvaluationInfo {
  /** Whether segments are evaluated anew. Defaults to false. */
  segmentation?: boolean;
}

/** How long is waited, as durations such as `90m` or `1h30m`. */
export interface ExportJobTimeouts {
  /** For the end of the export, with `waitForCompletion`; the export itself goes on. Defaults to no limit. */
  create?: string;
  /** For a cancelled export to stop. Defaults to `15m`. */
  delete?: string;
}

/**
 * What a program says of an export job. AEP cannot change a job, so changing any of it replaces the job, which starts
 * another export.
 */
export interface ExportJobInputs {
  /** Id of the dataset that the export is written to. It must be based on the profile union schema. */
  dataset: string;
  /**
   * Dot paths of the profile fields to export, as an array or one comma-separated string. A path to an object means all of it,
   * one through an array every element. Defaults to all fields.
   */
  fields?: string | string[];
  /**
   * The policy by which fragments become one profile; without a version its newest. Defaults to the segment's own
   * policy. Set it where several segments are exported.
   */
  mergePolicy?: MergePolicyRef;
  /** Which profiles are exported. Defaults to all that have a profile record. */
  filter?: ExportJobFilter;
  /** What is exported beside the profile's own fields. Defaults to nothing. */
  additionalFields?: AdditionalFields;
  /** Whether each segment gets a batch of its own, which makes the export slower. Defaults to false. */
  segmentPerBatch?: boolean;
  /** Name of the schema class that is exported. Defaults to `_xdm.context.profile`. */
  schemaName?: string;
  /** What the job does before it exports. Defaults to nothing. */
  evaluationInfo?: EvaluationInfo;
  /**
   * Id of a job that exists already and that the resource is to take over, instead of starting one. It must have been started
   * with the request that is declared here, and not have failed or been cancelled. From then on it is the resource's own:
   * `pulumi destroy` cancels it if it is still running. As long as it is given, no change that needs another export is accepted; leaving
   * it out later changes nothing by itself. Defaults to starting a job. Giving the id of another job replaces the resource.
   */
  adopt?: string;
  /** How long is waited. Changing it changes nothing in AEP. */
  timeouts?: ExportJobTimeouts;
  /** Any values; a change of any of them runs the export again. */
  triggers?: unknown[];
  /** The sandbox to export in. Defaults to that of `dataset` if it is a resource, or else to the configured one (`aep:sandboxName`). */
  sandboxName?: string;
}

/** The class of XDM Individual Profile, which exports are made of. */
export const profileSchemaName = "_xdm.context.profile";
