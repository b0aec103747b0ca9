import { z } from "zod";
import type { ExportJobRequest, MergePolicyRef, SegmentStatus, TimeSpan } from "../contract/exportJobs";
import type { CheckDefaults, CheckFailure } from "./lifecycle";
import { isUnknown } from "./unknown";
import { validate } from "./validation";

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
  /** Bounds of the time at which events were ingested (not of the events' own time), RFC 3339 with an offset. */
  filter?: { fromIngestTimestamp?: string; toIngestTimestamp?: string };
}

/**
 * What a program says of an export job. AEP cannot change a job, so changing any of it replaces the job, which starts
 * another export.
 */
export interface ExportJobInputs {
  /** Id of the dataset that the export is written to. It must be based on the profile union schema. */
  dataset: string;
  /** Dot paths of the profile fields to export, as an array or one comma-separated string. Defaults to all fields. */
  fields?: string | string[];
  /**
   * The policy by which fragments become one profile; without a version its newest. Defaults to the segment's own
   * policy. Set it where several segments are exported.
   */
  mergePolicy?: MergePolicyRef;
  /** Which profiles are exported. Defaults to all that have a profile record. */
  filter?: ExportJobFilter;
  /** ExperienceEvents to export with each profile. Defaults to none. */
  additionalFields?: { eventList?: ExportEventList };
  /** Whether each segment gets a batch of its own, which makes the export slower. Defaults to false. */
  segmentPerBatch?: boolean;
  /** Name of the schema class that is exported. Defaults to `_xdm.context.profile`. */
  schemaName?: string;
  /** Whether segments are evaluated anew within the job (`segmentation: true`). Defaults to no evaluation. */
  evaluationInfo?: { segmentation?: boolean };
  /** Any values; a change of any of them runs the export again. */
  triggers?: unknown[];
  /** The sandbox to export in. Defaults to that of `dataset` if it is a resource, or else to the configured one (`aep:sandboxName`). */
  sandboxName?: string;
}

/** The class of XDM Individual Profile, which exports are made of. */
export const profileSchemaName = "_xdm.context.profile";

const text = z.string().trim();
const timestampRule =
  "must be an RFC 3339 time with an offset, such as 2026-01-31T00:00:00Z or 2026-01-31T09:30:00+02:00";
const timestamp = z.iso
  .datetime({ offset: true, error: timestampRule, abort: true })
  .regex(/:\d\d:\d\d/, { error: timestampRule });
const path = /^[^.,\s]+( +[^.,\s]+)*(\.[^.,\s]+( +[^.,\s]+)*)*$/;
const pathRule = (value: unknown): string =>
  `${JSON.stringify(value)} is not a dot path. Write the names of the fields joined by dots, such as person.name.firstName`;

const fieldPath = z
  .string()
  .refine((value) => path.test(value.trim()), { error: ({ input }) => pathRule(input) });
const fields = z.union(
  [
    z.array(fieldPath).min(1, { error: "must not be empty; leave it out to export all fields" }),
    z.string().superRefine((value, context) => {
      for (const part of value.split(",")) {
        if (!path.test(part.trim())) context.addIssue({ code: "custom", message: pathRule(part.trim()) });
      }
    }),
  ],
  { error: "must be an array of dot paths, or one string of them with commas between" },
);

const segmentStatus = z.enum(["realized", "existing", "exited"], {
  error: ({ input }) => `${JSON.stringify(input)} is not a status. Use realized, existing or exited`,
});

const schema = z.strictObject({
  dataset: text.min(1, { error: "must not be empty; give a TargetDataset, or the id of a dataset" }),
  fields: fields.optional(),
  mergePolicy: z
    .strictObject({
      id: text.min(1, { error: "must not be empty; give the merge policy's id" }),
      version: z
        .int({ error: "must be a whole number; leave it out for the newest version" })
        .min(1)
        .optional(),
    })
    .optional(),
  filter: z
    .strictObject({
      segments: z
        .array(
          z.strictObject({
            segmentId: text.min(1, { error: "must not be empty; give the segment's id" }),
            segmentNs: text.min(1, { error: "must not be empty; leave it out for ups" }).optional(),
            status: z
              .array(segmentStatus)
              .min(1, { error: "must not be empty; leave it out for realized and existing" })
              .optional(),
          }),
        )
        .min(1, { error: "must not be empty; leave it out to export all profiles" })
        .optional(),
      segmentQualificationTime: z
        .strictObject({ startTime: timestamp.optional(), endTime: timestamp.optional() })
        .optional(),
      fromIngestTimestamp: timestamp.optional(),
      emptyProfiles: z.boolean().optional(),
    })
    .optional(),
  additionalFields: z
    .strictObject({
      eventList: z
        .strictObject({
          fields: fields.optional(),
          filter: z
            .strictObject({
              fromIngestTimestamp: timestamp.optional(),
              toIngestTimestamp: timestamp.optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
  segmentPerBatch: z.boolean().optional(),
  schemaName: text.min(1, { error: `must not be empty; leave it out for ${profileSchemaName}` }).optional(),
  evaluationInfo: z.strictObject({ segmentation: z.boolean().optional() }).optional(),
  triggers: z.array(z.unknown()).optional(),
  sandboxName: text
    .min(1, { error: "must not be empty; leave it out to use the configured sandbox" })
    .optional(),
  owner: z.string().optional(),
});

/** All that is wrong with an export job's inputs. */
export const checkExportJob = (news: Record<string, unknown>): CheckFailure[] => validate(schema, news);

/** One form for one meaning, so that `diff` sees real changes only. */
export function normaliseExportJob(
  news: Record<string, unknown>,
  defaults: CheckDefaults,
): Record<string, unknown> {
  const { sandboxName = defaults.sandboxName, schemaName, segmentPerBatch, fields: paths, ...rest } = news;
  return {
    ...rest,
    sandboxName,
    ...(paths !== undefined && { fields: joined(paths) }),
    ...(schemaName !== profileSchemaName && { schemaName }),
    ...(segmentPerBatch !== false && { segmentPerBatch }),
  };
}

/** `["a.b", "c"]`, `"a.b, c"` → `"a.b,c"`. */
function joined(paths: unknown): unknown {
  if (isUnknown(paths)) return paths;
  const parts = typeof paths === "string" ? paths.split(",") : paths;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string") || parts.some(isUnknown))
    return paths;
  return parts.map((part) => part.trim()).join(",");
}

/** The body of `POST /export/jobs` for checked inputs. */
export function exportRequest(inputs: ExportJobInputs): ExportJobRequest {
  const {
    dataset,
    fields: paths,
    mergePolicy,
    filter,
    additionalFields,
    segmentPerBatch,
    schemaName,
    evaluationInfo,
  } = inputs;
  const eventList = additionalFields?.eventList;
  return {
    ...(paths !== undefined && { fields: joined(paths) as string }),
    ...(mergePolicy && { mergePolicy }),
    ...(filter && { filter }),
    ...(eventList && {
      additionalFields: {
        eventList: {
          ...eventList,
          ...(eventList.fields !== undefined && { fields: joined(eventList.fields) as string }),
        },
      } as ExportJobRequest["additionalFields"],
    }),
    destination: { datasetId: dataset, ...(segmentPerBatch !== undefined && { segmentPerBatch }) },
    schema: { name: schemaName ?? profileSchemaName },
    ...(evaluationInfo && { evaluationInfo }),
  };
}
