import type { EventList, SegmentFilter } from "../../contract/exportJobs";
import type { JobRecord } from "../exportJobs/machine";

type Request = Pick<JobRecord, "filter" | "additionalFields" | "evaluationInfo" | "destination">;

/**
 * Which profiles a job exports, and what it adds to them. One phrase for each part of the request:
 * `in segment "Gold" (realized, existing)`, `updated since 2026-01-01T00:00:00Z`.
 *
 * @param nameOf Finds the name of a segment by its id.
 */
export function filtersInWords(
  request: Request,
  nameOf: (segmentId: string) => string | undefined,
): string[] {
  const { filter = {}, additionalFields, evaluationInfo, destination } = request;
  const { segments = [], segmentQualificationTime: qualified = {}, fromIngestTimestamp } = filter;
  const named = segments.map((segment) => segmentInWords(segment, nameOf(segment.segmentId)));
  return [
    named.length > 0 ? `in segment ${named.join(" or ")}` : "all profiles",
    span("qualified", qualified.startTime, qualified.endTime),
    span("updated", fromIngestTimestamp),
    filter.emptyProfiles && "also those that have events only",
    additionalFields?.eventList && eventsInWords(additionalFields.eventList),
    evaluationInfo?.segmentation && "segments evaluated anew",
    destination.segmentPerBatch && "a batch for each segment",
  ].filter((phrase) => typeof phrase === "string");
}

function segmentInWords(
  { segmentId, segmentNs = "ups", status = ["realized", "existing"] }: SegmentFilter,
  name: string | undefined,
): string {
  const called = name === undefined ? segmentId : `"${name}"`;
  const namespace = segmentNs === "ups" ? "" : `${segmentNs} `;
  return `${namespace}${called} (${status.join(", ")})`;
}

function eventsInWords({ fields = "all fields", filter = {} }: EventList): string {
  const ingested = span("ingested", filter.fromIngestTimestamp, filter.toIngestTimestamp);
  return ["with", fields, "of their events", ingested].filter(Boolean).join(" ");
}

function span(verb: string, from?: string, to?: string): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  return [verb, from && `since ${from}`, to && `until ${to}`].filter(Boolean).join(" ");
}
