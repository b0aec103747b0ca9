import type { Dataset, Tags } from "../../contract/catalog";
import type { AepClient, Identified } from "../aep";
import { identityOf, stackOf, type Owner } from "./identity";
import { once } from "../atMostOnce/once";
import type { Run } from "../lifecycle/run";

/** Namespaces of tags that begin so are the provider's. */
export const ownershipNamespace = "pulumi-aep/";

const stackTag = `${ownershipNamespace}stack`;
/** Namespace of the tag that names the resource. */
export const urnTag = `${ownershipNamespace}urn`;

const adoptedNote = "adopted";

/**
 * The tags by which a dataset says whose it is: the stack by name and id, both for look-ups; the resource; and whether the dataset is
 * older than the resource.
 */
export function ownershipTags({ urn, stackId }: Owner, { adopted = false } = {}): Tags {
  return {
    [stackTag]: stackId === undefined ? [stackOf(urn)] : [stackOf(urn), stackId],
    [urnTag]: adopted ? [identityOf(urn), adoptedNote] : [identityOf(urn)],
  };
}

/** Tags without those of ownership. */
export const withoutOwnership = (tags: Tags = {}): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([namespace]) => !namespace.startsWith(ownershipNamespace)));

/** The ownership tags of a dataset as they are written. */
export const ownershipTagsOf = ({ tags = {} }: Dataset): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([namespace]) => [stackTag, urnTag].includes(namespace)));

/** The resource that a dataset says it belongs to. */
export function ownerOf({ tags = {} }: Dataset): Owner | undefined {
  const [urn] = tags[urnTag] ?? [];
  const [, stackId] = tags[stackTag] ?? [];
  return urn === undefined ? undefined : { urn: identityOf(urn), stackId };
}

/**
 * Datasets that name the stack of a resource, by its id or by its name alone. One look-up a run serves all resources of a stack,
 * unless it is asked for `again`.
 */
export async function datasetsOfStack(
  client: AepClient,
  { run, owner: { urn, stackId }, again = false }: { run: Run; owner: Owner; again?: boolean },
): Promise<Identified<Dataset>[]> {
  const names = [stackOf(urn), ...(stackId === undefined ? [] : [stackId])];
  const lists = names.map((name) =>
    once(run, { key: `datasets of stack ${name} in ${client.sandboxName}`, again }, () =>
      datasetsTagged(client, name),
    ),
  );
  const byId = new Map((await Promise.all(lists)).flat().map((entry) => [entry.id, entry]));
  return [...byId.values()];
}

async function datasetsTagged(client: AepClient, stack: string): Promise<Identified<Dataset>[]> {
  const found: Identified<Dataset>[] = [];
  for await (const entry of client.datasets.list({ tags: { [stackTag]: stack } })) found.push(entry);
  return found;
}
