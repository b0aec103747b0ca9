import { identityOf, relationOf, type Owner } from "./identity";

/** The mark in a description begins with this. */
export const markBegin = "[pulumi-aep ";

/** What a program may not write into a description, as the arguments of zod's `refine`. */
export const noMark = [
  (text: string): boolean => !text.includes(markBegin),
  { error: `must not contain ${markBegin}, which begins the mark of the owner` },
] as const;

const mark = /(?:^|\s+)\[pulumi-aep (\S+) (urn:pulumi:.+)\]$/s;
const noStackId = "-";

/** Anything of AEP that has a description. */
interface Described {
  description?: string;
}

/**
 * A description that ends with the mark of the owner, `Second tier [pulumi-aep 4f1c… urn:pulumi:…]`, for
 * objects of AEP that have no tags: expirations and segment definitions. This form must never change, since
 * objects in AEP hold it.
 */
export function withMark(description: string | undefined, { urn, stackId = noStackId }: Owner): string {
  const written = `${markBegin}${stackId} ${identityOf(urn)}]`;
  return description ? `${description} ${written}` : written;
}

/** The description without the mark. Undefined if nothing is left. */
export const withoutMark = ({ description = "" }: Described): string | undefined =>
  description.replace(mark, "") || undefined;

/** The owner that the description names. */
export function markedOwner({ description = "" }: Described): Owner | undefined {
  const [, stackId, urn] = mark.exec(description) ?? [];
  return urn === undefined ? undefined : { urn, stackId: stackId === noStackId ? undefined : stackId };
}

/** Whether the description names the resource, of this stack, as the owner. */
export function isMarkedFor(found: Described, owner: Owner): boolean {
  const written = markedOwner(found);
  return written !== undefined && relationOf(owner, written) === "same";
}
