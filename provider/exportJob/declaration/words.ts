import { exportedStatuses, type ExportSize } from "../size/exportSize";
import { ageInWords, sizeInWords } from "../size/words";
import type { ExportJobInputs, ExportSegment } from "./inputs";

/** What is known of the objects that inputs refer to. */
export interface ExportFacts {
  /** Name of the dataset. */
  dataset: string;
  /** Names of segments. An id without a name is shown as it is. */
  segments: Map<string, string>;
  /** About how many profiles are exported; undefined if AEP does not tell. */
  size?: ExportSize;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * A summary of an export for a reviewer: `person.name of about 12,300 profiles in segment "Gold"
 * (realized, existing; evaluated 7 h ago), with all fields of their events, into dataset "Loyal customers"`.
 */
export function exportInWords(inputs: Partial<ExportJobInputs>, facts: ExportFacts): string {
  const { filter, additionalFields, evaluationInfo } = inputs;
  return [
    `${fieldsInWords(inputs.fields, "all fields")} of ${profilesInWords(inputs, facts)}`,
    spanInWords(
      "qualified",
      filter?.segmentQualificationTime?.startTime,
      filter?.segmentQualificationTime?.endTime,
    ),
    filter?.fromIngestTimestamp && `updated since ${filter.fromIngestTimestamp}`,
    filter?.emptyProfiles && "also of those that have events only",
    additionalFields?.eventList && eventsInWords(additionalFields.eventList),
    evaluationInfo?.segmentation && "segments evaluated anew",
    `into dataset ${JSON.stringify(facts.dataset)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

function profilesInWords({ filter }: Partial<ExportJobInputs>, { segments, size, now }: ExportFacts): string {
  const age = (id: string, verb: string): string[] => {
    const at = size?.countedAt.get(id);
    return at === undefined ? [] : [`${verb} ${ageInWords(at, now)}`];
  };
  const named = filter?.segments ?? [];
  if (named.length === 0) {
    if (size === undefined) return "all profiles";
    return `all profiles (${[sizeInWords(size), ...age("", "counted")].join("; ")})`;
  }
  const words = named.map(({ segmentId, status = exportedStatuses }: ExportSegment) => {
    const name = segments.get(segmentId);
    const details = [status.join(", "), ...age(segmentId, "evaluated")].join("; ");
    return `${name === undefined ? segmentId : JSON.stringify(name)} (${details})`;
  });
  const figure = size === undefined ? "" : `${sizeInWords(size)} `;
  return `${figure}profiles in segment${named.length > 1 ? "s" : ""} ${words.join(" or ")}`;
}

function eventsInWords({
  fields,
  filter,
}: NonNullable<NonNullable<ExportJobInputs["additionalFields"]>["eventList"]>): string {
  const span = spanInWords("ingested", filter?.fromIngestTimestamp, filter?.toIngestTimestamp);
  return `with ${fieldsInWords(fields, "all fields")} of their events${span ? ` ${span}` : ""}`;
}

function spanInWords(verb: string, from?: string, to?: string): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  return [verb, from && `since ${from}`, to && `until ${to}`].filter(Boolean).join(" ");
}

const fieldsInWords = (fields: string | string[] | undefined, all: string): string =>
  fields === undefined ? all : [fields].flat().join(", ");
