import { isDeepStrictEqual } from "node:util";
import type { ExportJobRequest } from "../contract/exportJobs";
import { profileSchemaName, type ExportJobInputs } from "./exportJobInputs";
import { isUnknown } from "./unknown";

/**
 * One form for one meaning, so that only real changes count as such: field paths in one string, times in UTC, and nothing
 * that says no more than its default.
 */
export const normaliseExportJob = <Inputs extends Partial<ExportJobInputs>>(inputs: Inputs): Inputs =>
  withoutDefaults(inputs, []) as Inputs;

/** The body of `POST /export/jobs`: what the program says, as the program says it. */
export function exportRequest(inputs: ExportJobInputs): ExportJobRequest {
  const {
    dataset,
    fields,
    mergePolicy,
    filter,
    additionalFields,
    segmentPerBatch,
    schemaName,
    evaluationInfo,
  } = inputs;
  const eventList = additionalFields?.eventList;
  const request = {
    fields: joined(fields),
    mergePolicy,
    filter,
    additionalFields: eventList && { eventList: { ...eventList, fields: joined(eventList.fields) } },
    destination: { datasetId: dataset, segmentPerBatch },
    schema: { name: schemaName ?? profileSchemaName },
    evaluationInfo,
  };
  return JSON.parse(JSON.stringify(request)) as ExportJobRequest;
}

/** What inputs mean where they are left out, by path; `*` stands for any index. */
const defaults: Record<string, unknown> = {
  "filter.segments.*.segmentNs": "ups",
  "filter.segments.*.status": ["realized", "existing"],
  "filter.emptyProfiles": false,
  segmentPerBatch: false,
  schemaName: profileSchemaName,
  "evaluationInfo.segmentation": false,
};

/** Objects that mean nothing when they are empty; an empty list of events means all their fields. */
const hollow = new Set([
  "filter",
  "filter.segmentQualificationTime",
  "additionalFields",
  "additionalFields.eventList.filter",
  "evaluationInfo",
]);

const times = /(Time|Timestamp)$/;

function withoutDefaults(value: unknown, path: string[]): unknown {
  const place = path.join(".");
  if (value === undefined || value === null || isUnknown(value)) return value ?? undefined;
  if (isDeepStrictEqual(value, defaults[place])) return undefined;
  if (path[0] === "triggers") return value;
  if (path.at(-1) === "fields") return joined(value);
  if (typeof value === "string") return times.test(place) ? inUtc(value) : value;
  if (Array.isArray(value)) return value.map((item) => withoutDefaults(item, [...path, "*"]));
  if (typeof value !== "object") return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, withoutDefaults(inner, [...path, key])] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 && hollow.has(place) ? undefined : Object.fromEntries(entries);
}

/** `["a.b", "c"]`, `"a.b, c"` → `"a.b,c"`. */
function joined(paths: unknown): unknown {
  const parts = typeof paths === "string" ? paths.split(",") : paths;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string" && !isUnknown(part)))
    return paths;
  return parts.map((part: string) => part.trim()).join(",");
}

/** The same time in UTC; one that is finer than milliseconds stays as it is written. */
function inUtc(time: string): string {
  const instant = Date.parse(time);
  if (Number.isNaN(instant) || /\.\d{4}/.test(time)) return time;
  return new Date(instant).toISOString().replace(".000Z", "Z");
}
