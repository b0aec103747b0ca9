import type { SegmentDefinition } from "../../contract/segments";
import { identityOf, type Owner } from "../ownership/identity";

/** The mark in a description begins with this. */
export const markBegin = "[pulumi-aep ";

const mark = /(?:^|\s)\[pulumi-aep (\S+) (urn:pulumi:.+)\]$/s;

/**
 * A description that ends with the mark of the owner. Segment definitions have no tags, and their
 * description is the only text of a client's own that AEP keeps.
 */
export function withMark(description: string | undefined, { urn, stackId }: Owner): string {
  const written = `${markBegin}${stackId ?? "-"} ${identityOf(urn)}]`;
  return description ? `${description} ${written}` : written;
}

/** A description without the mark. */
export const withoutMark = (description = ""): string => description.replace(mark, "");

/** The owner that the description of a definition names. */
export function ownerOfSegment({ description = "" }: SegmentDefinition): Owner | undefined {
  const [, stackId = "-", urn] = mark.exec(description) ?? [];
  return urn === undefined ? undefined : { urn, ...(stackId !== "-" && { stackId }) };
}
