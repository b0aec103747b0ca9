import type { DatasetExpiration } from "../../contract/expirations";
import { identityOf, type Owner } from "../ownership/identity";

/**
 * An expiration has no tags, so the last line of its description names its owner. This form must never
 * change, since expirations in AEP hold it.
 */
const mark = /(?:^|\n+)\[pulumi-aep (\S+) ([^\n]*)\]$/;
const noStackId = "-";

/** A description with the line that names the owner. */
export const marked = (description: string | undefined, { urn, stackId = noStackId }: Owner): string =>
  [...(description ? [description, ""] : []), `[pulumi-aep ${stackId} ${identityOf(urn)}]`].join("\n");

/** Whether a description ends with a line that names an owner. */
export const isMarked = (description: string): boolean => mark.test(description);

/** The description without the line that names the owner. */
export const unmarked = ({ description = "" }: DatasetExpiration): string | undefined =>
  description.replace(mark, "") || undefined;

/** The owner that an expiration names. */
export function ownerOf({ description = "" }: DatasetExpiration): Owner | undefined {
  const [, stackId, urn] = mark.exec(description) ?? [];
  if (urn === undefined) return undefined;
  return { urn, stackId: stackId === noStackId ? undefined : stackId };
}
