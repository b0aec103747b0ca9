import type { Dataset } from "../../contract/catalog";
import { existingDataset, type AepClient, type AepError, type Identified } from "../aep";
import { keep } from "../atMostOnce/stateObjects";
import { inTurn } from "../atMostOnce/turns";
import { conflict } from "../lifecycle/conflict";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { isOneStack, mayTakeOver, nameOf, type Owner } from "../ownership/identity";
import { ownerOf } from "../ownership/tags";
import { mustBeReplaced, type TargetDatasetState } from "./state";
import { patch } from "./update";

/** Gives an existing dataset to the resource: tags it and changes it to what the program says. */
export async function adopt(
  client: AepClient,
  { run, owner }: OwnerContext,
  { id, inputs }: { id: string; inputs: TargetDatasetState },
): Promise<void> {
  keep({ run, client }, id);
  // Two resources that adopt one dataset must not both find it without an owner.
  await inTurn(run, `adoption of dataset ${id}`, async () => {
    const dataset = await adoptableDataset(client, { id, inputs, owner });
    await patch(client, { dataset, news: inputs });
  });
}

/** Reads a dataset that a resource is to take over. Throws an error if it cannot. */
export async function adoptableDataset(
  client: AepClient,
  { id, inputs, owner }: { id: string; inputs: TargetDatasetState; owner?: Owner },
): Promise<Identified<Dataset>> {
  const dataset = await existingDataset(client, id, {
    operation: takingOver(id),
    remedy:
      "Check the id and the sandbox. If the dataset was deleted, remove the resource, or remove adopt to create a new dataset.",
  });
  if (mustBeReplaced(dataset, inputs)) {
    throw conflict({
      operation: takingOver(id),
      reason: `its schema or file description is not the declared one (its schema is ${dataset.schemaRef?.id})`,
      remedy:
        "Declare schemaRef and fileDescription as the dataset has them, or remove adopt to create a new dataset.",
    });
  }
  const written = ownerOf(dataset);
  if (written !== undefined && owner !== undefined && !mayTakeOver(owner, written))
    throw ownedBy(id, { written, owner });
  return dataset;
}

/** The error of a resource that takes over what another resource owns. */
export const ownedBy = (id: string, { written, owner }: { written: Owner; owner: Owner }): AepError =>
  conflict({
    operation: takingOver(id),
    reason: `it is owned by ${written.urn}`,
    remedy: isOneStack(owner, written)
      ? `If the resource was renamed, give it an alias: aliases: [{ name: "${nameOf(written.urn)}" }]. Otherwise refer to the dataset by its id.`
      : "Two resources must not own one dataset: refer to it by its id. If that stack is no more, take its tags off with " +
        `\`aep-export release ${id}\`.`,
  });

const takingOver = (id: string): string => `Taking over dataset ${id}`;
