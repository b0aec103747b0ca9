import type { Dataset, Tags } from "../contract/catalog";
import type { AepClient } from "./aep";
import type { Run } from "./lifecycle";
import { once } from "./lookups";

/** Namespaces of tags that begin so are ours. */
export const ownershipNamespace = "pulumi-aep/";

const stackTag = `${ownershipNamespace}stack`;
/** Namespace of the tag that names the resource. */
export const urnTag = `${ownershipNamespace}urn`;

const adoptedNote = "adopted";

/**
 * The tags by which a dataset says whose it is: `project/stack`, for look-ups, and the URN of its resource; and whether it was
 * there before the resource.
 */
export function ownershipTags(urn: string, { adopted = false } = {}): Tags {
  return { [stackTag]: [stackOf(urn)], [urnTag]: adopted ? [urn, adoptedNote] : [urn] };
}

/** Tags without those of ownership. */
export const withoutOwnership = (tags: Tags = {}): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([namespace]) => !namespace.startsWith(ownershipNamespace)));

/** Whether a dataset says that it belongs to the stack of the resource. */
export const isOfStack = (dataset: Dataset, urn: string): boolean =>
  dataset.tags?.[stackTag]?.includes(stackOf(urn)) ?? false;

/** Whether a dataset says that it was there before the resource that it belongs to. */
export const wasAdopted = (dataset: Dataset): boolean =>
  dataset.tags?.[urnTag]?.includes(adoptedNote) ?? false;

/** The URN of the resource that a dataset says it belongs to. */
export const ownerOf = (dataset: Dataset): string | undefined => dataset.tags?.[urnTag]?.[0];

/**
 * Datasets in AEP that say they belong to the resource, by id: at most the one the state knows and one that an
 * interrupted run left behind. One look-up a run serves all resources of a stack, unless it is asked for `again`.
 */
export async function findOwned(
  client: AepClient,
  { run, urn, again = false }: { run: Run; urn: string; again?: boolean },
): Promise<{ id: string; dataset: Dataset }[]> {
  const stack = stackOf(urn);
  const key = `datasets of ${stack} in ${client.sandboxName}`;
  const datasets = await once(run, { key, again }, () => datasetsOf(client, stack));
  return datasets.filter(({ dataset }) => ownerOf(dataset) === urn);
}

async function datasetsOf(client: AepClient, stack: string): Promise<{ id: string; dataset: Dataset }[]> {
  const found: { id: string; dataset: Dataset }[] = [];
  for await (const entry of client.datasets.list({ tags: { [stackTag]: stack } })) found.push(entry);
  return found;
}

/** `project/stack` of a URN, `urn:pulumi:<stack>::<project>::<type>::<name>`. */
function stackOf(urn: string): string {
  const [stack, project] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `${project}/${stack}`;
}

/** The name of a resource, the last part of its URN. */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
