import type { ExportJobInputs, ExportSegment } from "./inputs";

/** Names of the objects that inputs refer to. An id without a name is shown as it is. */
export interface ExportNames {
  dataset: string;
  segments: Map<string, string>;
}

/**
 * A summary of an export for a reviewer: `person.name of profiles in segment "Gold" (realized,
 * existing), with all fields of their events, into dataset "Loyal customers"`.
 */
export function exportInWords(inputs: Partial<ExportJobInputs>, names: ExportNames): string {
  const { filter, additionalFields, evaluationInfo } = inputs;
  return [
    `${fieldsInWords(inputs.fields, "all fields")} of ${profilesInWords(inputs, names)}`,
    spanInWords(
      "qualified",
      filter?.segmentQualificationTime?.startTime,
      filter?.segmentQualificationTime?.endTime,
    ),
    filter?.fromIngestTimestamp && `updated since ${filter.fromIngestTimestamp}`,
    filter?.emptyProfiles && "also of those that have events only",
    additionalFields?.eventList && eventsInWords(additionalFields.eventList),
    evaluationInfo?.segmentation && "segments evaluated anew",
    `into dataset ${JSON.stringify(names.dataset)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

function profilesInWords({ filter }: Partial<ExportJobInputs>, { segments }: ExportNames): string {
  const named = filter?.segments ?? [];
  if (named.length === 0) return "all profiles";
  const words = named.map(({ segmentId, status = ["realized", "existing"] }: ExportSegment) => {
    const name = segments.get(segmentId);
    return `${name === undefined ? segmentId : JSON.stringify(name)} (${status.join(", ")})`;
  });
  return `profiles in segment${named.length > 1 ? "s" : ""} ${words.join(" or ")}`;
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
