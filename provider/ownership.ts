import type { Dataset, Tags } from "../contract/catalog";
import type { AepClient } from "./aep";
import type { Run } from "./lifecycle";

/** Namespaces of tags that begin so are ours. */
export const ownershipNamespace = "pulumi-aep/";

const stackTag = `${ownershipNamespace}stack`;
const urnTag = `${ownershipNamespace}urn`;

/** The tags by which a dataset says whose it is: `project/stack`, for look-ups, and the URN of its resource. */
export function ownershipTags(urn: string): Tags {
  return { [stackTag]: [stackOf(urn)], [urnTag]: [urn] };
}

/** Whether a dataset says that it belongs to the stack of the resource. */
export const isOfStack = (dataset: Dataset, urn: string): boolean =>
  dataset.tags?.[stackTag]?.includes(stackOf(urn)) ?? false;

/** Whether a dataset says that it belongs to the resource. */
export const isOwnedBy = (dataset: Dataset, urn: string): boolean =>
  dataset.tags?.[urnTag]?.includes(urn) ?? false;

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
  const known = again ? undefined : (run.lookups.get(key) as ReturnType<typeof datasetsOf> | undefined);
  const lookup = known ?? datasetsOf(client, stack);
  run.lookups.set(key, lookup);
  lookup.catch(() => run.lookups.delete(key));
  return (await lookup).filter(({ dataset }) => isOwnedBy(dataset, urn));
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
