import * as z from "zod";
import type { MergePolicyRef, TimeSpan } from "../../../contract/exportJobs";
import { durationMs } from "../../inputs/duration";
import {
  profileSchemaName,
  type AdditionalFields,
  type EvaluationInfo,
  type EventTimeSpan,
  type ExportEventList,
  type ExportJobFilter,
  type ExportJobInputs,
  type ExportJobTimeouts,
  type ExportSegment,
} from "./inputs";
import { faultOfFieldPath } from "../../inputs/fieldPath";
import type { CheckFailure, OwnerInputs } from "../../lifecycle/lifecycle";
import { line } from "../../inputs/plainText";
import type { PreviewInputs } from "./state";
import { isUnknown } from "../../inputs/unknown";
import { objectOf, validate } from "../../inputs/validation";

const timestampRule =
  "must be an RFC 3339 time with an offset, such as 2026-01-31T00:00:00Z or 2026-01-31T09:30:00+02:00";
const timestamp = z.iso
  .datetime({ offset: true, error: timestampRule, abort: true })
  .regex(/:\d\d:\d\d/, { error: timestampRule });
const refineFieldPath = (value: string, context: z.RefinementCtx): void => {
  const message = faultOfFieldPath(value);
  if (message !== undefined) context.addIssue({ code: "custom", message });
};
const fields = z.union(
  [
    z
      .array(z.string().superRefine(refineFieldPath))
      .min(1, { error: "must not be empty; leave it out to export all fields" }),
    z
      .string()
      .superRefine((value, context) => value.split(",").forEach((path) => refineFieldPath(path, context))),
  ],
  { error: "must be an array of dot paths, or one string of them with commas between" },
);

const segmentStatus = z.enum(["realized", "existing", "exited"], {
  error: ({ input }) => `${JSON.stringify(input)} is not a status. Use realized, existing or exited`,
});

const duration = z.string().refine((value) => durationMs(value) !== undefined, {
  error: ({ input }) => `${JSON.stringify(input)} is not a duration. Write it like 90m, 1h30m or 45s`,
});

const mergePolicy = objectOf<MergePolicyRef>({
  id: line("must not be empty; give the merge policy's id"),
  version: z.int({ error: "must be a whole number; leave it out for the newest version" }).min(1).optional(),
});

const segment = objectOf<ExportSegment>({
  segmentId: line("must not be empty; give the segment's id"),
  segmentNs: line("must not be empty; leave it out for ups").optional(),
  status: z
    .array(segmentStatus)
    .min(1, { error: "must not be empty; leave it out for realized and existing" })
    .optional(),
});

const filter = objectOf<ExportJobFilter>({
  segments: z
    .array(segment)
    .min(1, { error: "must not be empty; leave it out to export all profiles" })
    .optional(),
  segmentQualificationTime: objectOf<TimeSpan>({
    startTime: timestamp.optional(),
    endTime: timestamp.optional(),
  }).optional(),
  fromIngestTimestamp: timestamp.optional(),
  emptyProfiles: z.boolean().optional(),
});

const eventList = objectOf<ExportEventList>({
  fields: fields.optional(),
  filter: objectOf<EventTimeSpan>({
    fromIngestTimestamp: timestamp.optional(),
    toIngestTimestamp: timestamp.optional(),
  }).optional(),
});

const schema = objectOf<ExportJobInputs & OwnerInputs & PreviewInputs>({
  dataset: line("must not be empty; give a TargetDataset, or the id of a dataset"),
  fields: fields.optional(),
  mergePolicy: mergePolicy.optional(),
  filter: filter.optional(),
  additionalFields: objectOf<AdditionalFields>({ eventList: eventList.optional() }).optional(),
  segmentPerBatch: z.boolean().optional(),
  schemaName: line(`must not be empty; leave it out for ${profileSchemaName}`).optional(),
  evaluationInfo: objectOf<EvaluationInfo>({ segmentation: z.boolean().optional() }).optional(),
  adopt: line("must not be empty; give the id of a job, or leave it out to start one").optional(),
  timeouts: objectOf<ExportJobTimeouts>({
    create: duration.optional(),
    delete: duration.optional(),
  }).optional(),
  waitForCompletion: z.boolean().optional(),
  triggers: z.array(z.unknown()).optional(),
  sandboxName: line("must not be empty; leave it out to use the configured sandbox").optional(),
  owner: z.string().optional(),
  stackId: z.string().optional(),
  estimatedProfiles: z.number().optional(),
});

/** Finds all that is wrong with the inputs of an export job. */
export const checkExportJob = (news: Record<string, unknown>): CheckFailure[] => [
  ...validate(schema, news),
  ...rulesBetween(news),
];

/** Finds what is allowed, but seldom meant. */
export function warnAboutExportJob({
  filter,
  additionalFields,
  mergePolicy,
}: Record<string, unknown>): string[] {
  const { fields: eventFields, filter: eventFilter } = record(record(additionalFields).eventList);
  const warnings: string[] = [];
  if (list(record(filter).segments).length > 1 && mergePolicy === undefined) {
    warnings.push(
      "exports several segments without mergePolicy, so AEP merges profiles by the policy of the segments, " +
        "which may differ. Set mergePolicy to the one that is meant",
    );
  }
  if (eventFilter !== undefined && eventFields === undefined) {
    warnings.push(
      "filters events without naming any of their fields, so all fields of the events are exported. " +
        "Set additionalFields.eventList.fields, or leave eventList out to export no events",
    );
  }
  return warnings;
}

/**
 * Checks rules between properties. Properties that are missing, not known yet or of a wrong type
 * break no rule.
 */
function rulesBetween({ filter, additionalFields }: Record<string, unknown>): CheckFailure[] {
  const { segments, segmentQualificationTime } = record(filter);
  const qualified = record(segmentQualificationTime);
  const ingested = record(record(record(additionalFields).eventList).filter);
  return [
    ...startsBeforeEnd("filter.segmentQualificationTime", ["startTime", "endTime"], qualified),
    ...startsBeforeEnd(
      "additionalFields.eventList.filter",
      ["fromIngestTimestamp", "toIngestTimestamp"],
      ingested,
    ),
    ...noDuplicates(list(segments)),
  ];
}

function startsBeforeEnd(
  path: string,
  [start, end]: [string, string],
  times: Record<string, unknown>,
): CheckFailure[] {
  const [from, to] = [times[start], times[end]];
  if (typeof from !== "string" || typeof to !== "string" || !(Date.parse(from) >= Date.parse(to))) return [];
  return [{ property: `${path}.${end}`, reason: `must be later than ${start}, ${from}` }];
}

function noDuplicates(segments: unknown[]): CheckFailure[] {
  const seen = new Map<string, number>();
  return segments.flatMap((segment, index) => {
    const { segmentId, segmentNs = "ups" } = record(segment);
    if (typeof segmentId !== "string" || typeof segmentNs !== "string") return [];
    if (isUnknown(segmentId) || isUnknown(segmentNs)) return [];
    const key = JSON.stringify([segmentNs.toLowerCase() === "ups" ? "ups" : segmentNs, segmentId]);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      return [];
    }
    return [
      {
        property: `filter.segments[${index}]`,
        reason: `is the same segment as filter.segments[${first}]. Leave one out, and name all its statuses in the other`,
      },
    ];
  });
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
