import type { ExportFilter, SegmentFilter, TimeSpan } from "../../../contract/exportJobs";
import { ProfileError } from "../records/errors";
import { columns } from "../records/records";
import { text, textList } from "../records/sql";
import { convert, sqlType, type RecordType, type TypeNode } from "../records/types";

const varchar: TypeNode = { kind: "scalar", sql: "VARCHAR" };
const membership: TypeNode = {
  kind: "struct",
  fields: new Map([
    ["status", varchar],
    ["lastQualificationTime", varchar],
  ]),
};
/** The form of `segmentMembership` that conditions and evaluations work with. */
export const memberships: TypeNode = { kind: "map", value: { kind: "map", value: membership } };

/** The statuses that count as being in a segment. */
export const memberStatuses = ["realized", "existing"];

/**
 * The condition of a filter on merged profiles, if it has one. `segments` replaces the segments of
 * the filter.
 */
export function condition(
  filter: ExportFilter,
  segments: SegmentFilter[] | undefined,
  type: RecordType,
): string | undefined {
  const { segmentQualificationTime: span, fromIngestTimestamp } = filter;
  const wanted = segments ?? filter.segments;
  const parts: string[] = [];
  if (wanted) parts.push(anyOf(wanted.map((segment) => inSegment(segment, span, type))));
  else if (span?.startTime || span?.endTime) parts.push(inAnySegment(span, type));
  if (fromIngestTimestamp)
    parts.push(`ingested > ${milliseconds(fromIngestTimestamp, "filter.fromIngestTimestamp")}`);
  return parts.join(" AND ") || undefined;
}

/**
 * The `segmentMembership` of a row as a map: namespace to segment id to
 * `{status, lastQualificationTime}`.
 */
export function membershipsOf(type: RecordType): string | undefined {
  const own = type.fields.get("segmentMembership");
  const column = columns(type).get("segmentMembership");
  if (!own || !column) return undefined;
  return isMemberships(own) ? column : convert(column, own, memberships);
}

/**
 * Whether a namespace is AEP's own. Its documents write both `ups` and `UPS`. It is the default.
 */
export function isOwnNamespace(segmentNs = "ups"): boolean {
  return segmentNs.toLowerCase() === "ups";
}

/**
 * One membership of a row, or NULL. AEP's own namespace matches in both spellings, others must
 * match exactly.
 */
export function membershipIn(
  type: RecordType,
  { segmentId, segmentNs = "ups" }: SegmentFilter,
): string | undefined {
  const column = membershipsOf(type);
  if (!column) return undefined;
  const spellings = isOwnNamespace(segmentNs) ? ["ups", "UPS"] : [segmentNs];
  return `coalesce(${spellings.map((namespace) => `${column}[${text(namespace)}][${text(segmentId)}]`).join(", ")})`;
}

/**
 * An RFC 3339 time in milliseconds since 1970. Finer digits are cut off: it is compared with whole
 * milliseconds only.
 */
export function milliseconds(time: string, property: string): number {
  return Date.parse(checkedTime(time, property));
}

function inSegment(segment: SegmentFilter, span: TimeSpan | undefined, type: RecordType): string {
  const entry = membershipIn(type, segment);
  return entry ? qualifies(entry, segment.status ?? memberStatuses, span) : "FALSE";
}

function inAnySegment(span: TimeSpan, type: RecordType): string {
  const column = membershipsOf(type);
  if (!column) return "FALSE";
  const all = `flatten(list_transform(map_values(${column}), lambda n: map_values(n)))`;
  return `coalesce(len(list_filter(${all}, lambda m: ${qualifies("m", memberStatuses, span)})) > 0, FALSE)`;
}

/** Whether one membership meets both the status and the span of time. */
function qualifies(entry: string, statuses: string[], span: TimeSpan | undefined): string {
  const parts = [`list_contains(${textList(statuses)}, ${entry}.status)`];
  // DuckDB understands only capital `T` and `Z`.
  const qualified = `TRY_CAST(upper(${entry}."lastQualificationTime") AS TIMESTAMPTZ)`;
  const bound = (time: string, property: string): string =>
    `TIMESTAMPTZ ${text(checkedTime(time, `filter.segmentQualificationTime.${property}`))}`;
  if (span?.startTime) parts.push(`${qualified} >= ${bound(span.startTime, "startTime")}`);
  if (span?.endTime) parts.push(`${qualified} <= ${bound(span.endTime, "endTime")}`);
  return `coalesce(${parts.join(" AND ")}, FALSE)`;
}

function anyOf(conditions: string[]): string {
  return conditions.length > 0 ? `(${conditions.join(" OR ")})` : "FALSE";
}

/** The time in a form that DuckDB and JavaScript read alike. */
function checkedTime(time: string, property: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(time);
  const [, date, clock, fraction = "", offset] = parts ?? [];
  const checked = `${date}T${clock}${fraction.slice(0, 7)}${offset?.toUpperCase()}`;
  if (!parts || Number.isNaN(Date.parse(checked))) {
    throw new ProfileError(
      "INVALID_REQUEST",
      `${property}: ${JSON.stringify(time)} is no RFC 3339 time such as 2018-10-25T13:22:04Z`,
    );
  }
  return checked;
}

function isMemberships(type: TypeNode): boolean {
  if (type.kind !== "map" || type.value.kind !== "map" || type.value.value.kind !== "struct") return false;
  const { fields } = type.value.value;
  return ["status", "lastQualificationTime"].every((name) => {
    const field = fields.get(name);
    return field !== undefined && sqlType(field) === "VARCHAR";
  });
}
