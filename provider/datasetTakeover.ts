import type { Dataset, Tags } from "../contract/catalog";
import { AepError, existingDataset, type AepClient, type AepFailure } from "./aep";
import { adopted, claim, isClaimed, otherOwner } from "./claims";
import { changesBetween, inputsOf, mustBeReplaced, withTags, type TargetDatasetState } from "./datasetShape";
import { batchCount } from "./holdings";
import type { Context } from "./lifecycle";
import { findOwned, isOfStack, nameOf, ownerOf } from "./ownership";

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
  const place = { run, client };
  const owner = otherOwner(place, id, urn);
  if (owner !== undefined) throw ownedBy(id, owner, { isOfStack: true });
  claim(place, id, urn);
  adopted(place, id);
  await patch(client, { id, dataset, news: inputs });
}

/** The dataset that the resource `urn` is to take over, or an error that says why it cannot. */
export async function adoptableDataset(
  client: AepClient,
  { id, inputs, urn }: { id: string; inputs: TargetDatasetState; urn: string | undefined },
): Promise<Dataset> {
  const dataset = await existingDataset(client, id, {
    operation: takingOver(id),
    remedy:
      "Check the id and the sandbox. If it was deleted, take the resource out of the program, or its adopt to make a new one.",
  });
  if (mustBeReplaced(dataset, inputs)) {
    throw refusal(id, {
      reason: `its schema or file description is not the declared one (its schema is ${dataset.schemaRef?.id})`,
      remedy:
        "Declare schemaRef and fileDescription as the dataset has them, or leave adopt out to make a new one.",
    });
  }
  const owner = ownerOf(dataset);
  if (owner !== undefined && owner !== urn)
    throw ownedBy(id, owner, { isOfStack: urn !== undefined && isOfStack(dataset, urn) });
  return dataset;
}

const ownedBy = (id: string, owner: string, { isOfStack }: { isOfStack: boolean }): AepError =>
  refusal(id, {
    reason: `it is owned by ${owner}`,
    remedy: isOfStack
      ? `If the resource was renamed, give it an alias: aliases: [{ name: "${nameOf(owner)}" }]. Otherwise refer to the dataset by its id.`
      : "Two resources must not own one dataset: refer to it by its id. If that stack is no more, take its tags off: " +
        `\`aep-export release ${id}\`.`,
  });

const refusal = (id: string, said: Pick<AepFailure, "reason"> & Partial<AepFailure>): AepError =>
  new AepError({ kind: "conflict", operation: takingOver(id), outcome: "rejected", ...said });

const takingOver = (id: string): string => `Taking over dataset ${id}`;

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

const existing = (client: AepClient, id: string): Promise<Dataset> =>
  existingDataset(client, id, {
    operation: `Reading dataset ${id}`,
    remedy: "Check the id and the sandbox; if it was deleted by hand, run `pulumi refresh`.",
  });

/** Datasets that say they belong to the resource, and that no state knows of. */
export async function unclaimed(
  client: AepClient,
  { run }: Context,
  { urn, again }: { urn: string; again?: boolean },
): Promise<{ id: string; dataset: Dataset }[]> {
  const owned = await findOwned(client, { run, urn, again });
  return owned.filter(({ id }) => !isClaimed({ run, client }, id));
}
