import type { Dataset, Tags } from "../../contract/catalog";
import type { AepClient, Identified } from "../aep";
import { identityOf, stackOf, type Owner } from "./identity";
import { sharedLookup } from "../lifecycle/sharedLookup";
import type { Run } from "../lifecycle/run";

/** The namespaces of the provider's tags begin with this. */
export const ownershipNamespace = "pulumi-aep/";

const stackTag = `${ownershipNamespace}stack`;
/** Namespace of the tag that names the resource. */
export const urnTag = `${ownershipNamespace}urn`;

const adoptedNote = "adopted";

/**
 * The tags of a dataset that name its owner: one for the stack, by name and by id, for look-ups;
 * one for the resource, which also says whether the dataset was adopted.
 */
export function ownershipTags({ urn, stackId }: Owner, { adopted = false } = {}): Tags {
  return {
    [stackTag]: stackId === undefined ? [stackOf(urn)] : [stackOf(urn), stackId],
    [urnTag]: adopted ? [identityOf(urn), adoptedNote] : [identityOf(urn)],
  };
}

/** Tags without those of the provider. */
export const withoutOwnership = (tags: Tags = {}): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([namespace]) => !namespace.startsWith(ownershipNamespace)));

/** The ownership tags that a dataset has. */
export const ownershipTagsOf = ({ tags = {} }: Dataset): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([namespace]) => [stackTag, urnTag].includes(namespace)));

/** The owner that the tags of a dataset name. */
export function ownerOf({ tags = {} }: Dataset): Owner | undefined {
  const [urn] = tags[urnTag] ?? [];
  const [, stackId] = tags[stackTag] ?? [];
  return urn === undefined ? undefined : { urn: identityOf(urn), stackId };
}

/**
 * Finds the datasets whose tags name the stack of a resource, by its name or its id. One look-up a
 * run serves all resources of a stack, unless `again` is set.
 */
export async function datasetsOfStack(
  client: AepClient,
  { run, owner: { urn, stackId }, again = false }: { run: Run; owner: Owner; again?: boolean },
): Promise<Identified<Dataset>[]> {
  const names = [stackOf(urn), ...(stackId === undefined ? [] : [stackId])];
  const lists = names.map((stack) => datasetsTaggedBy(client, { run, stack, again }));
  const byId = new Map((await Promise.all(lists)).flat().map((entry) => [entry.id, entry]));
  return [...byId.values()];
}

/**
 * Finds the datasets whose tags hold this name or id of a stack. One call a run serves all who ask,
 * unless `again` is set.
 */
export function datasetsTaggedBy(
  client: AepClient,
  { run, stack, again = false }: { run: Run; stack: string; again?: boolean },
): Promise<Identified<Dataset>[]> {
  return sharedLookup(
    run,
    { key: `datasets of stack ${stack} in ${client.sandboxName}`, again },
    async () => {
      const found: Identified<Dataset>[] = [];
      for await (const entry of client.datasets.list({ tags: { [stackTag]: stack } })) found.push(entry);
      return found;
    },
  );
}
