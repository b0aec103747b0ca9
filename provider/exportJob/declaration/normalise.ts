import { isDeepStrictEqual } from "node:util";
import { isUnknown } from "../../inputs/unknown";
import {
  profileSchemaName,
  type AdditionalFields,
  type EvaluationInfo,
  type EventTimeSpan,
  type ExportEventList,
  type ExportJobFilter,
  type ExportJobInputs,
  type ExportSegment,
} from "./inputs";
import { pathsOf } from "./request";

/**
 * Brings inputs to one form for one meaning, so that only real changes count: field paths sorted in
 * one string, times in UTC, and no value that equals its default.
 */
export function normaliseExportJob<Inputs extends Partial<ExportJobInputs>>(inputs: Inputs): Inputs {
  const { fields, filter, additionalFields, evaluationInfo, timeouts } = inputs;
  return compact({
    ...inputs,
    fields: ifKnown(fields, normaliseFields),
    mergePolicy: ifKnown(inputs.mergePolicy, compact),
    filter: ifKnown(filter, normaliseFilter),
    additionalFields: ifKnown(additionalFields, normaliseAdditionalFields),
    segmentPerBatch: unless(false, inputs.segmentPerBatch),
    schemaName: unless(profileSchemaName, inputs.schemaName),
    evaluationInfo: ifKnown(evaluationInfo, normaliseEvaluationInfo),
    timeouts: ifKnown(timeouts, filled),
  });
}

function normaliseFilter(filter: ExportJobFilter): ExportJobFilter | undefined {
  const { segments, segmentQualificationTime: span, fromIngestTimestamp, emptyProfiles } = filter;
  return filled({
    ...filter,
    segments: ifKnown(segments, (all) => asSet(all, normaliseSegment)),
    segmentQualificationTime: ifKnown(span, ({ startTime, endTime, ...rest }) =>
      filled({ ...rest, startTime: ifKnown(startTime, inUtc), endTime: ifKnown(endTime, inUtc) }),
    ),
    fromIngestTimestamp: ifKnown(fromIngestTimestamp, inUtc),
    emptyProfiles: unless(false, emptyProfiles),
  });
}

const normaliseSegment = (segment: ExportSegment): ExportSegment =>
  compact({
    ...segment,
    // AEP writes its own namespace in both cases.
    segmentNs: unless(
      "ups",
      ifKnown(segment.segmentNs, (name) => (/^ups$/i.test(name) ? "ups" : name)),
    ),
    status: unless(
      ["existing", "realized"],
      ifKnown(segment.status, (all) => asSet(all)),
    ),
  });

const normaliseAdditionalFields = (additional: AdditionalFields): AdditionalFields | undefined =>
  filled({ ...additional, eventList: ifKnown(additional.eventList, normaliseEventList) });

/** An empty list of events means all their fields, so it is kept. */
const normaliseEventList = (events: ExportEventList): ExportEventList =>
  compact({
    ...events,
    fields: ifKnown(events.fields, normaliseFields),
    filter: ifKnown(events.filter, normaliseEventTimes),
  });

const normaliseEventTimes = (span: EventTimeSpan): EventTimeSpan | undefined =>
  filled({
    ...span,
    fromIngestTimestamp: ifKnown(span.fromIngestTimestamp, inUtc),
    toIngestTimestamp: ifKnown(span.toIngestTimestamp, inUtc),
  });

const normaliseEvaluationInfo = (evaluation: EvaluationInfo): EvaluationInfo | undefined =>
  filled({ ...evaluation, segmentation: unless(false, evaluation.segmentation) });

/** A list with a path that is not known yet stays as it is. */
const normaliseFields = (fields: string | string[]): string | string[] =>
  [fields].flat().every((path) => typeof path === "string" && !isUnknown(path))
    ? [...new Set(pathsOf(fields).sort())].join(",")
    : fields;

/** The same time in UTC, whatever its offset and however many digits its second has. */
function inUtc(time: string): string {
  const [, whole = "", fraction = "", offset = ""] = /^(.*:\d\d)(?:\.(\d+))?(Z|[+-].*)$/i.exec(time) ?? [];
  const instant = Date.parse(whole + offset);
  if (Number.isNaN(instant)) return time;
  const digits = fraction.replace(/0+$/, "");
  return new Date(instant).toISOString().replace(".000Z", digits && `.${digits}`) + "Z";
}

/** Inputs without times, by which jobs that were started on different days can be compared. */
export function withoutTimes({ filter, additionalFields, ...inputs }: ExportJobInputs): ExportJobInputs {
  const { eventList } = additionalFields ?? {};
  const events = { ...eventList?.filter, fromIngestTimestamp: undefined, toIngestTimestamp: undefined };
  return {
    ...inputs,
    filter: filter && { ...filter, segmentQualificationTime: undefined, fromIngestTimestamp: undefined },
    additionalFields: eventList && { eventList: { ...eventList, filter: eventList.filter && events } },
  };
}

/** Applies a function to a value that is set. A value that is not known yet stays as it is. */
function ifKnown<Value, Result>(
  value: Value | undefined,
  normalise: (known: Value) => Result,
): Result | Value | undefined {
  if (value === undefined || value === null) return undefined;
  return isUnknown(value) ? value : normalise(value);
}

/** Undefined for a value that equals its default. */
const unless = <Value>(byDefault: Value, value: Value | undefined): Value | undefined =>
  isDeepStrictEqual(value, byDefault) ? undefined : value;

/** An object without properties that are not set, its keys in order. */
const compact = <Value extends object>(value: Value): Value =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  ) as Value;

/** As {@link compact}; undefined for an object in which nothing is set. */
function filled<Value extends object>(value: Value): Value | undefined {
  const kept = compact(value);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** A list whose order means nothing, sorted and without duplicates. */
function asSet<Item>(items: Item[], normalise: (item: Item) => Item = (item) => item): Item[] {
  // What AEP answers need not be a list.
  if (!Array.isArray(items)) return items;
  return (
    items
      .map((item) => ifKnown(item, normalise) as Item)
      // Not by locale: digests of this order are kept in AEP, whatever machine a run is on.
      .sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1))
      .filter((item, index, sorted) => index === 0 || !isDeepStrictEqual(item, sorted[index - 1]))
  );
}

const textOf = (value: unknown): string => String(JSON.stringify(value));
