import type { Dataset } from "../../contract/catalog";
import type { AepClient, AepError, Identified } from "../aep";
import { stateObjectOf } from "../atMostOnce/stateObjects";
import { conflict } from "../lifecycle/conflict";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { isNamesake, relationOf } from "../ownership/identity";
import { datasetsOfStack, ownerOf } from "../ownership/tags";
import { batchCount } from "./dataLoss";
import { mustBeReplaced, type TargetDatasetState } from "./state";

/** Datasets whose tags name a resource, but which its state does not hold. */
export interface DatasetsNotInState {
  /** Made by interrupted runs of this stack. */
  own: Identified<Dataset>[];
  /** Tagged by version 0.1.0, for this stack or for another stack of its name. */
  unclear: Identified<Dataset>[];
  /** Made by other stacks of this name. */
  another: Identified<Dataset>[];
}

/** Finds the datasets whose tags name a resource, but which its state does not hold. */
export async function datasetsNotInState(
  client: AepClient,
  { run, owner }: OwnerContext,
  { again }: { again?: boolean } = {},
): Promise<DatasetsNotInState> {
  const held = stateObjectOf(run, owner.urn)?.id;
  const found: DatasetsNotInState = { own: [], unclear: [], another: [] };
  for (const entry of await datasetsOfStack(client, { run, owner, again })) {
    const written = ownerOf(entry);
    if (entry.id === held || written === undefined || !isNamesake(owner, written)) continue;
    const relation = relationOf(owner, written);
    if (relation === "same") found.own.push(entry);
    else if (relation !== "sameStack") found[relation].push(entry);
  }
  return found;
}

/** Finds the dataset that an interrupted run made for a resource, and returns its id. */
export async function findLeftover(
  client: AepClient,
  context: OwnerContext,
  inputs: TargetDatasetState,
): Promise<string | undefined> {
  const { own, unclear, another } = await datasetsNotInState(client, context);
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

/** Datasets that an interrupted run may have left: they are as declared and hold no data. */
async function emptyOnes(
  client: AepClient,
  datasets: Identified<Dataset>[],
  inputs: TargetDatasetState,
): Promise<Identified<Dataset>[]> {
  const empty: Identified<Dataset>[] = [];
  for (const entry of datasets)
    if (!mustBeReplaced(entry, inputs) && (await batchCount(client, entry.id)) === 0) empty.push(entry);
  return empty;
}

const tooMany = (datasets: Identified<Dataset>[], { owner, subject }: OwnerContext): AepError =>
  conflict({
    operation: `Looking for what an interrupted run made for ${subject}`,
    reason: `datasets ${datasets.map(({ id }) => id).join(", ")} all carry the tags of ${owner.urn}`,
    remedy: "Take the tags off those that are not meant: `aep-export release <dataset>`.",
  });

const mayBeAnothers = (dataset: Identified<Dataset>): AepError =>
  conflict({
    operation: "Creating dataset",
    reason:
      `dataset ${dataset.id} was made by pulumi-aep 0.1.0 for ${ownerOf(dataset)?.urn}, and nothing tells whether by a run of this stack that was ` +
      "interrupted, or by another stack of this name",
    remedy:
      `If it is this stack's, take it over with adopt: "${dataset.id}". If that stack is no more, take its tags off with ` +
      `\`aep-export release ${dataset.id}\`. Otherwise give this stack or the resource another name.`,
  });
