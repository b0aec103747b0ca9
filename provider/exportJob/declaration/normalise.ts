import { isDeepStrictEqual } from "node:util";
import type { ExportJobRequest } from "../../../contract/exportJobs";
import { profileSchemaName, type ExportJobInputs } from "./inputs";
import { isUnknown } from "../../inputs/unknown";

/**
 * One form for one meaning, so that only real changes count as such: field paths in one string, times in UTC, and nothing
 * that says no more than its default.
 */
export const normaliseExportJob = <Inputs extends Partial<ExportJobInputs>>(inputs: Inputs): Inputs =>
  withoutDefaults(inputs, []) as Inputs;

/** The inputs that the request of a job is made of. */
export const requestKeys = [
  "dataset",
  "fields",
  "mergePolicy",
  "filter",
  "additionalFields",
  "segmentPerBatch",
  "schemaName",
  "evaluationInfo",
] as const satisfies (keyof ExportJobInputs)[];

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

/** What inputs mean where they are left out, by path; `*` stands for any index. Sets are in order. */
const defaults: Record<string, unknown> = {
  "filter.segments.*.segmentNs": "ups",
  "filter.segments.*.status": ["existing", "realized"],
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
  "timeouts",
]);

/** Lists whose order means nothing. */
const sets = new Set(["filter.segments", "filter.segments.*.status"]);

/** Whether a property, by its name or path, is a time. */
export const isTime = (path: string): boolean => /(Time|Timestamp)$/.test(path);

function withoutDefaults(given: unknown, path: string[]): unknown {
  const place = path.join(".");
  if (given === undefined || given === null || isUnknown(given)) return given ?? undefined;
  if (path[0] === "triggers") return given;
  const value = withoutDefaultsWithin(given, path);
  return isDeepStrictEqual(value, defaults[place]) ? undefined : value;
}

function withoutDefaultsWithin(value: unknown, path: string[]): unknown {
  const place = path.join(".");
  if (path.at(-1) === "fields") return inOrder(joined(value));
  if (typeof value === "string") return isTime(place) ? inUtc(value) : spelling(place, value);
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutDefaults(item, [...path, "*"]));
    return sets.has(place) ? withoutDoubles(items.sort(byText)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, withoutDefaults(inner, [...path, key])] as const)
    .filter(([, inner]) => inner !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 && hollow.has(place) ? undefined : Object.fromEntries(entries);
}

/** AEP's own namespace is written in both ways. */
const spelling = (place: string, value: string): string =>
  place.endsWith(".segmentNs") && value.toLowerCase() === "ups" ? "ups" : value;

const inOrder = (paths: unknown): unknown =>
  typeof paths === "string" ? withoutDoubles(paths.split(",").sort()).join(",") : paths;

const withoutDoubles = <Item>(sorted: Item[]): Item[] =>
  sorted.filter((item, index) => index === 0 || !isDeepStrictEqual(item, sorted[index - 1]));

const byText = (one: unknown, other: unknown): number =>
  String(JSON.stringify(one)).localeCompare(String(JSON.stringify(other)));

/** `["a.b", "c"]`, `"a.b, c"` → `"a.b,c"`. */
function joined(paths: unknown): unknown {
  const parts = typeof paths === "string" ? paths.split(",") : paths;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string" && !isUnknown(part)))
    return paths;
  return parts.map((part: string) => part.trim()).join(",");
}

/** The same time in UTC, whatever its offset and however many digits its second has. */
function inUtc(time: string): string {
  const [, whole = "", fraction = "", offset = ""] = /^(.*:\d\d)(?:\.(\d+))?(Z|[+-].*)$/i.exec(time) ?? [];
  const instant = Date.parse(whole + offset);
  if (Number.isNaN(instant)) return time;
  const digits = fraction.replace(/0+$/, "");
  return new Date(instant).toISOString().replace(".000Z", digits && `.${digits}`) + "Z";
}
