import type { Dataset, JsonPatch, Tags } from "../../contract/catalog";
import { AepError, existingDataset, type AepClient, type AepFailure, type IdentifiedDataset } from "../aep";
import { changesBetween, inputsOf, mustBeReplaced, type TargetDatasetState } from "./state";
import { withTags } from "../aep/catalog/jsonPatch";
import { batchCount } from "./dataLoss";
import { isOneStack, isSameResource, nameOf, relationOf, stackOf, type Owner } from "../ownership/identity";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { datasetsOfStack, ownerOf, ownershipTagsOf } from "../ownership/tags";
import { keep, stateObjectOf } from "../atMostOnce/stateObjects";
import { inTurn } from "../atMostOnce/turns";

/** Datasets that name the resource and that its state does not hold. */
export interface UnknownDatasets {
  /** Made by an earlier run of this stack. */
  own: IdentifiedDataset[];
  /** Tagged by version 0.1.0, perhaps for another stack of this name. */
  unclear: IdentifiedDataset[];
  /** Made by another stack of this name. */
  another: IdentifiedDataset[];
}

/** Finds the datasets that name the resource and that its state does not hold. */
export async function unknownDatasets(
  client: AepClient,
  { run, owner }: OwnerContext,
  { again }: { again?: boolean } = {},
): Promise<UnknownDatasets> {
  const held = stateObjectOf(run, owner.urn)?.id;
  const found: UnknownDatasets = { own: [], unclear: [], another: [] };
  for (const entry of await datasetsOfStack(client, { run, owner, again })) {
    const written = ownerOf(entry.dataset);
    if (entry.id === held || written === undefined || !isSameResource(owner, written)) continue;
    const relation = relationOf(owner, written);
    if (relation === "same") found.own.push(entry);
    else if (relation !== "sameStack") found[relation].push(entry);
  }
  return found;
}

/** The id of a dataset that an interrupted run made for this resource. */
export async function findLeftover(
  client: AepClient,
  context: OwnerContext,
  inputs: TargetDatasetState,
): Promise<string | undefined> {
  const { own, unclear, another } = await unknownDatasets(client, context);
  const leftovers = await emptyOnes(client, own, inputs);
  const [first, second] = leftovers;
  if (second !== undefined) throw tooMany(leftovers, context);
  if (first !== undefined) {
    context.log(
      `Resuming with dataset ${first.id}, made for ${context.subject} by a run that was interrupted.`,
    );
    return first.id;
  }
  const [questionable] = await emptyOnes(client, unclear, inputs);
  if (questionable !== undefined) throw mayBeAnothers(questionable);
  for (const { id } of another)
    context.log(
      `Dataset ${id} was made for another stack of this name, or for this one before it was destroyed; ${context.subject} gets one of its own. ` +
        `To take dataset ${id} over instead, run \`aep-export release ${id}\` and set adopt: "${id}".`,
    );
  return undefined;
}

/** Those that a run which got no further than making them may have left: as declared, and without data. */
async function emptyOnes(
  client: AepClient,
  datasets: IdentifiedDataset[],
  inputs: TargetDatasetState,
): Promise<IdentifiedDataset[]> {
  const empty: IdentifiedDataset[] = [];
  for (const entry of datasets)
    if (!mustBeReplaced(entry.dataset, inputs) && (await batchCount(client, entry.id)) === 0)
      empty.push(entry);
  return empty;
}

const tooMany = (datasets: IdentifiedDataset[], { owner, subject }: OwnerContext): AepError =>
  new AepError({
    kind: "conflict",
    operation: `Looking for what an interrupted run made for ${subject}`,
    reason: `datasets ${datasets.map(({ id }) => id).join(", ")} all carry the tags of ${owner.urn}`,
    outcome: "rejected",
    remedy: "Take the tags off those that are not meant: `aep-export release <dataset>`.",
  });

const mayBeAnothers = ({ id, dataset }: IdentifiedDataset): AepError =>
  refusal(id, {
    operation: `Creating a dataset`,
    reason:
      `dataset ${id} was made by pulumi-aep 0.1.0 for ${ownerOf(dataset)?.urn}, and nothing tells whether by a run of this stack that was ` +
      "interrupted, or by another stack of this name",
    remedy:
      `If it is this stack's, take it over with adopt: "${id}". If that stack is no more, take its tags off with ` +
      `\`aep-export release ${id}\`. Otherwise give this stack or the resource another name.`,
  });

/** Makes an existing dataset the resource's own: brings it to what the program says and tags it. */
export async function adopt(
  client: AepClient,
  { run, owner }: OwnerContext,
  { id, inputs }: { id: string; inputs: TargetDatasetState },
): Promise<void> {
  keep({ run, client }, id);
  // Two resources that adopt one dataset must not both find it without an owner.
  await inTurn(run, `adoption of dataset ${id}`, async () => {
    const dataset = await adoptableDataset(client, { id, inputs, owner });
    await patch(client, { id, dataset, news: inputs });
  });
}

/** The dataset that a resource is to take over, or an error that says why it cannot. */
export async function adoptableDataset(
  client: AepClient,
  { id, inputs, owner }: { id: string; inputs: TargetDatasetState; owner?: Owner },
): Promise<Dataset> {
  const dataset = await existingDataset(client, id, {
    operation: takingOver(id),
    remedy:
      "Check the id and the sandbox. If the dataset was deleted, remove the resource, or remove adopt to create a new dataset.",
  });
  if (mustBeReplaced(dataset, inputs)) {
    throw refusal(id, {
      reason: `its schema or file description is not the declared one (its schema is ${dataset.schemaRef?.id})`,
      remedy:
        "Declare schemaRef and fileDescription as the dataset has them, or remove adopt to create a new dataset.",
    });
  }
  const written = ownerOf(dataset);
  if (written !== undefined && owner !== undefined && !mayTakeOver(owner, written))
    throw ownedBy(id, written, isOneStack(owner, written));
  return dataset;
}

/** A user who asks for the dataset of an `unclear` owner has answered the question whose it is. */
const mayTakeOver = (owner: Owner, written: Owner): boolean =>
  isSameResource(owner, written) && relationOf(owner, written) !== "another";

const ownedBy = (id: string, { urn }: Owner, isOfStack: boolean): AepError =>
  refusal(id, {
    reason: `it is owned by ${urn}`,
    remedy: isOfStack
      ? `If the resource was renamed, give it an alias: aliases: [{ name: "${nameOf(urn)}" }]. Otherwise refer to the dataset by its id.`
      : "Two resources must not own one dataset: refer to it by its id. If that stack is no more, take its tags off with " +
        `\`aep-export release ${id}\`.`,
  });

const refusal = (id: string, said: Pick<AepFailure, "reason"> & Partial<AepFailure>): AepError =>
  new AepError({ kind: "conflict", operation: takingOver(id), outcome: "rejected", ...said });

const takingOver = (id: string): string => `Taking over dataset ${id}`;

/** Brings a dataset of the resource to what the program says now, whatever others have made of it. */
export async function bringUpToDate(
  client: AepClient,
  { id, old, news }: { id: string; old: TargetDatasetState; news: TargetDatasetState },
): Promise<void> {
  if (changesBetween(old, news).length === 0) return;
  const dataset = await existing(client, id);
  const names = [old, news].map(({ owner = "", stackId }) => ({ urn: owner, stackId }));
  refuseAnothers({ id, dataset }, names, "Updating");
  await patch(client, { id, dataset, tags: old.tags, news });
}

/**
 * Throws an error if the dataset says that another stack has it. A state can be copied, or restored from an old copy, so that two stacks
 * hold one dataset; its tags then name the stack that has changed it last.
 *
 * @param names The names that the resource has had, the present one included.
 */
export function refuseAnothers(
  { id, dataset }: IdentifiedDataset,
  names: Owner[],
  verb: "Updating" | "Deleting",
): void {
  const written = ownerOf(dataset);
  if (written === undefined) return;
  const isOwn = (name: Owner): boolean =>
    relationOf(name, written) !== "another" && stackOf(name.urn) === stackOf(written.urn);
  if (names.some(isOwn)) return;
  throw refusal(id, {
    operation: `${verb} dataset ${id}`,
    reason: `its tags say that it belongs to ${written.urn} of another stack`,
    remedy:
      "If this stack was renamed, run `pulumi up` once. If the other stack has the dataset, take it out of this state with `pulumi state delete`. " +
      `If that stack is no more, run \`aep-export release ${id}\` and the same command again.`,
  });
}

async function patch(
  client: AepClient,
  { id, dataset, tags, news }: { id: string; dataset: Dataset; tags?: Tags; news: TargetDatasetState },
): Promise<void> {
  const changes = (found: Dataset) => withTags(found.tags, changesTo(found, { tags, news }));
  const wanted = changes(dataset);
  if (wanted.length === 0) return;
  try {
    await client.datasets.update(id, wanted);
  } catch (error) {
    // A repeat of a removal that was done, but not answered, has nothing left to remove.
    if (!(error instanceof AepError) || error.kind !== "invalid") throw error;
    if (changes(await existing(client, id)).length > 0) throw error;
  }
}

/** What is to be changed in a dataset, so that it is as the program says. */
function changesTo(dataset: Dataset, { tags, news }: { tags?: Tags; news: TargetDatasetState }): JsonPatch {
  const there = inputsOf(dataset, { ...news, tags: { ...tags, ...news.tags } });
  // As they are written: tags of version 0.1.0 have another form.
  const written = { ...there.tags, ...ownershipTagsOf(dataset) };
  return changesBetween({ ...news, ...there, tags: written, owner: undefined }, news);
}

const existing = (client: AepClient, id: string): Promise<Dataset> =>
  existingDataset(client, id, {
    operation: `Reading dataset ${id}`,
    remedy: "Check the id and the sandbox; if it was deleted by hand, run `pulumi refresh`.",
  });
