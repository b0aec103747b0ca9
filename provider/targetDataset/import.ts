import type { Known, OwnerContext } from "../lifecycle/lifecycle";
import { ownerOf } from "../ownership/tags";
import { mayTakeOver } from "../ownership/identity";
import { ownedBy } from "./adopt";
import { importableDataset } from "./importable";
import type { TargetDatasetState } from "./state";

/**
 * Reads a dataset that a resource takes over as it is. Throws an error if another resource owns the
 * dataset. Its tags are written by the next update.
 */
export async function importDataset(
  { client, owner }: OwnerContext,
  id: string,
): Promise<(Known<TargetDatasetState> & { inputs: TargetDatasetState }) | undefined> {
  const dataset = await client.datasets.get(id);
  if (dataset === undefined) return undefined;
  const written = ownerOf(dataset);
  if (written !== undefined && !mayTakeOver(owner, written)) throw ownedBy(id, { written, owner });
  const inputs = { ...importableDataset(dataset), sandboxName: client.sandboxName };
  return { id, inputs, state: inputs };
}
