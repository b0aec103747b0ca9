import type { Dataset, Tags } from "../contract/catalog";
import { AepError, type AepClient } from "./aep";
import { adopted, claim, isClaimed } from "./claims";
import { changesBetween, inputsOf, mustBeReplaced, withTags, type TargetDatasetState } from "./datasetShape";
import { batchCount } from "./holdings";
import type { Context } from "./lifecycle";
import { findOwned, ownerOf, urnTag } from "./ownership";

/** The id of a dataset that an interrupted run made for this resource. */
export async function findLeftover(
  client: AepClient,
  context: Context,
  inputs: TargetDatasetState,
): Promise<string | undefined> {
  if (context.urn === undefined) return undefined;
  for (const { id, dataset } of await unclaimed(client, context, { urn: context.urn })) {
    // One that holds data has been exported to, so it is no leftover of a run that got no further than making it.
    if (!mustBeReplaced(dataset, inputs) && (await batchCount(client, id)) === 0) {
      context.log(
        `Taking over dataset ${id}, which an earlier run made for ${context.subject} and its state does not know.`,
      );
      return id;
    }
  }
  return undefined;
}

/** Makes an existing dataset the resource's own: brings it to what the program says and tags it. */
export async function adopt(
  client: AepClient,
  { run, urn }: Context,
  { id, inputs }: { id: string; inputs: TargetDatasetState },
): Promise<void> {
  const dataset = await adoptableDataset(client, { id, inputs, urn });
  claim({ run, client }, id, urn);
  adopted({ run, client }, id);
  await patch(client, { id, dataset, news: inputs });
}

/** The dataset that the resource `urn` is to take over, or an error that says why it cannot. */
export async function adoptableDataset(
  client: AepClient,
  { id, inputs, urn }: { id: string; inputs: TargetDatasetState; urn: string | undefined },
): Promise<Dataset> {
  const dataset = await existing(client, id);
  const refusal = { kind: "conflict", operation: `Taking over dataset ${id}`, outcome: "rejected" } as const;
  if (mustBeReplaced(dataset, inputs)) {
    throw new AepError({
      ...refusal,
      reason: `its schema or file description is not the declared one (its schema is ${dataset.schemaRef?.id})`,
      remedy:
        "Declare schemaRef and fileDescription as the dataset has them, or leave adopt out to make a new one.",
    });
  }
  const owner = ownerOf(dataset);
  if (owner !== undefined && owner !== urn) {
    throw new AepError({
      ...refusal,
      reason: `it is owned by ${owner}`,
      remedy:
        "Two resources must not own one dataset: refer to it by its id. If that resource is no more, remove the " +
        `dataset's tag ${urnTag}.`,
    });
  }
  return dataset;
}

/** Brings a dataset of ours to what the program says now, whatever others have made of it. */
export async function bringUpToDate(
  client: AepClient,
  { id, old, news }: { id: string; old: TargetDatasetState; news: TargetDatasetState },
): Promise<void> {
  if (changesBetween(old, news).length === 0) return;
  const dataset = await existing(client, id);
  await patch(client, { id, dataset, tags: old.tags, news });
}

async function patch(
  client: AepClient,
  { id, dataset, tags, news }: { id: string; dataset: Dataset; tags?: Tags; news: TargetDatasetState },
): Promise<void> {
  const declared = { ...news, tags: { ...tags, ...news.tags } };
  const found = { ...news, ...inputsOf(dataset, declared), owner: ownerOf(dataset) };
  const changes = withTags(dataset.tags, changesBetween(found, news));
  if (changes.length === 0) return;
  try {
    await client.datasets.update(id, changes);
  } catch (error) {
    // A repeat of a removal that was done, but not answered, has nothing left to remove.
    if (!(error instanceof AepError) || error.kind !== "invalid") throw error;
    const now = await existing(client, id);
    const undone = changesBetween({ ...news, ...inputsOf(now, declared), owner: ownerOf(now) }, news);
    if (undone.length > 0) throw error;
  }
}

async function existing(client: AepClient, id: string): Promise<Dataset> {
  const dataset = await client.datasets.get(id);
  if (dataset !== undefined) return dataset;
  throw new AepError({
    kind: "notFound",
    operation: `Reading dataset ${id}`,
    reason: `sandbox ${client.sandboxName} has no such dataset`,
    outcome: "rejected",
    remedy: "Check the id and the sandbox; if it was deleted by hand, run `pulumi refresh`.",
  });
}

/** Datasets that say they belong to the resource, and that no state knows of. */
export async function unclaimed(
  client: AepClient,
  { run }: Context,
  { urn, again }: { urn: string; again?: boolean },
): Promise<{ id: string; dataset: Dataset }[]> {
  const owned = await findOwned(client, { run, urn, again });
  return owned.filter(({ id }) => !isClaimed({ run, client }, id));
}
