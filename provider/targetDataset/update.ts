import type { Dataset, JsonPatch, Tags } from "../../contract/catalog";
import { AepError, existingDataset, type AepClient, type Identified } from "../aep";
import { withTags } from "../aep/catalog/jsonPatch";
import { refuseAnotherStack, type OwnedObject } from "../ownership/anotherStack";
import { ownerOf, ownershipTagsOf } from "../ownership/tags";
import { changesBetween, inputsOf, type TargetDatasetState } from "./state";

/**
 * Changes a dataset of the resource to what the program says now, whatever others have changed in
 * it.
 */
export async function updateDataset(
  client: AepClient,
  { id, old, news }: { id: string; old: TargetDatasetState; news: TargetDatasetState },
): Promise<void> {
  if (changesBetween(old, news).length === 0) return;
  const dataset = await existing(client, id);
  const names = [old, news].map(({ owner = "", stackId }) => ({ urn: owner, stackId }));
  refuseAnotherStack("Updating", ownedDataset(dataset), names);
  await patch(client, { dataset, tags: old.tags, news });
}

/** A dataset, and the owner that its tags name. */
export const ownedDataset = (dataset: Identified<Dataset>): OwnedObject => ({
  noun: "dataset",
  id: dataset.id,
  written: ownerOf(dataset),
  says: "its tags say",
});

/** Writes what the program says into a dataset. */
export async function patch(
  client: AepClient,
  { dataset, tags, news }: { dataset: Identified<Dataset>; tags?: Tags; news: TargetDatasetState },
): Promise<void> {
  const changes = (found: Dataset) => withTags(found.tags, changesTo(found, { tags, news }));
  const wanted = changes(dataset);
  if (wanted.length === 0) return;
  try {
    await client.datasets.update(dataset.id, wanted);
  } catch (error) {
    // AEP refuses a removal that is repeated after its answer was lost, since the tag is gone.
    if (!(error instanceof AepError) || error.kind !== "invalid") throw error;
    if (changes(await existing(client, dataset.id)).length > 0) throw error;
  }
}

/** The changes after which a dataset is as the program says. */
function changesTo(dataset: Dataset, { tags, news }: { tags?: Tags; news: TargetDatasetState }): JsonPatch {
  const there = inputsOf(dataset, { ...news, tags: { ...tags, ...news.tags } });
  // Ownership tags are compared as they are written, so that those of version 0.1.0 are rewritten
  // in the new form.
  const written = { ...there.tags, ...ownershipTagsOf(dataset) };
  return changesBetween({ ...news, ...there, tags: written, owner: undefined }, news);
}

const existing = (client: AepClient, id: string): Promise<Identified<Dataset>> =>
  existingDataset(client, id, {
    operation: `Reading dataset ${id}`,
    remedy: "Check the id and the sandbox; if it was deleted by hand, run `pulumi refresh`.",
  });
