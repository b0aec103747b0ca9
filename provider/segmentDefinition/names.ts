import type { SegmentDefinition } from "../../contract/segments";
import type { AepClient, AepError } from "../aep";
import { sharedLookup } from "../lifecycle/sharedLookup";
import { conflict } from "../lifecycle/conflict";
import type { Run } from "../lifecycle/run";
import { isOneStack, nameOf, relationOf, type Owner } from "../ownership/identity";
import { markedOwner } from "../ownership/descriptionMark";

/** All definitions of a sandbox, read once a run. */
export const segmentsOfSandbox = (client: AepClient, run: Run): Promise<SegmentDefinition[]> =>
  sharedLookup(run, { key: `segment definitions of ${client.sandboxName}` }, async () => {
    const found: SegmentDefinition[] = [];
    for await (const segment of client.segments.list()) found.push(segment);
    return found;
  });

/** Finds the definition of a name, which AEP accepts once in a sandbox. */
export async function segmentNamed(client: AepClient, name: string): Promise<SegmentDefinition | undefined> {
  for await (const segment of client.segments.list()) if (segment.name === name) return segment;
  return undefined;
}

/** A name that a resource is to have, and the resource's own definition if it has one. */
export interface WantedName {
  owner: Owner;
  name: string;
  id?: string;
}

/**
 * At preview, refuses a name that is taken for good. One that a resource of this stack has may be
 * free once the `up` has changed that resource, and one that bears the mark of the resource itself was
 * made by an interrupted run.
 */
export async function refuseTakenName(
  client: AepClient,
  run: Run,
  { owner, name, id }: WantedName,
): Promise<void> {
  const other = (await segmentsOfSandbox(client, run)).find(
    (segment) => segment.name === name && segment.id !== id,
  );
  if (other === undefined) return;
  const written = markedOwner(other);
  if (written !== undefined && isOneStack(owner, written)) return;
  throw nameTaken({ owner, name }, other);
}

/** Says who has a name, and what to do. */
export function nameTaken({ owner, name }: WantedName, other: SegmentDefinition): AepError {
  const written = markedOwner(other);
  const holder = `name: sandbox has a segment definition ${JSON.stringify(name)} already, ${other.id}`;
  return conflict({
    operation: `Naming segment definition ${JSON.stringify(name)}`,
    reason:
      written === undefined ? `${holder}, which belongs to no stack` : `${holder}, owned by ${written.urn}`,
    remedy: wayOut({ owner, written, id: other.id }),
  });
}

/** What a user can do about a definition that is not the resource's. */
export function wayOut({
  owner,
  written,
  id,
}: {
  owner: Owner;
  written: Owner | undefined;
  id: string;
}): string {
  if (written === undefined) return `Take it over with adopt: "${id}", or choose another name.`;
  if (relationOf(owner, written) === "sameStack")
    return `If the resource was renamed, give it an alias: aliases: [{ name: "${nameOf(written.urn)}" }]. Otherwise choose another name.`;
  return (
    "Choose another name, or refer to the segment by its id. If that stack is no more, take its mark out with " +
    `\`aep-export release ${id}\`, and adopt it.`
  );
}
