import { z } from "zod";
import { profileSchemaName, type ExportJobInputs } from "./exportJobInputs";
import type { CheckFailure } from "./lifecycle";
import { isUnknown } from "./unknown";
import { validate } from "./validation";

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
export function checkExportJob(news: Record<string, unknown>): CheckFailure[] {
  const failures = validate(schema, news);
  // Rules between properties can rely on the properties' own.
  return failures.length > 0 ? failures : rules(news as unknown as Rules);
}

/** What is allowed, but seldom meant. */
export function warnAboutExportJob(news: Record<string, unknown>): string[] {
  if (checkExportJob(news).length > 0) return [];
  const { filter, mergePolicy } = news as unknown as Rules;
  const segments = known(filter)?.segments ?? [];
  if (isUnknown(segments) || segments.length < 2 || mergePolicy !== undefined) return [];
  return [
    "exports several segments without mergePolicy, so AEP merges profiles by the policy of the segments, " +
      "which may differ. Set mergePolicy to the one that is meant",
  ];
}

/** Inputs of the right types; any of them may be unknown still. */
type Rules = ExportJobInputs;

function rules({ filter, additionalFields }: Rules): CheckFailure[] {
  const eventList = known(known(additionalFields)?.eventList);
  const time = known(known(filter)?.segmentQualificationTime);
  const ingestion = known(eventList?.filter);
  return [
    ...inOrder("filter.segmentQualificationTime", ["startTime", time?.startTime], ["endTime", time?.endTime]),
    ...inOrder(
      "additionalFields.eventList.filter",
      ["fromIngestTimestamp", ingestion?.fromIngestTimestamp],
      ["toIngestTimestamp", ingestion?.toIngestTimestamp],
    ),
    ...duplicates(known(known(filter)?.segments) ?? []),
  ];
}

/** The value if it is known already. */
const known = <Value>(value: Value): Value | undefined => (isUnknown(value) ? undefined : value);

type Bound = [name: string, time: string | undefined];

function inOrder(path: string, [startName, start]: Bound, [endName, end]: Bound): CheckFailure[] {
  if (start === undefined || end === undefined || isUnknown(start) || isUnknown(end)) return [];
  if (Date.parse(start) < Date.parse(end)) return [];
  return [{ property: `${path}.${endName}`, reason: `must be later than ${startName}, ${start}` }];
}

function duplicates(
  segments: NonNullable<NonNullable<ExportJobInputs["filter"]>["segments"]>,
): CheckFailure[] {
  const seen = new Map<string, number>();
  return segments.flatMap((segment, index) => {
    if (isUnknown(segment) || isUnknown(segment.segmentId) || isUnknown(segment.segmentNs)) return [];
    const key = JSON.stringify([(segment.segmentNs ?? "ups").toLowerCase(), segment.segmentId]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    if (first === undefined) return [];
    return [
      {
        property: `filter.segments[${index}]`,
        reason: `is the same segment as filter.segments[${first}]. Leave one out, and name all its statuses in the other`,
      },
    ];
  });
}
