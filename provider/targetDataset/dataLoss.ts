import type { AepClient } from "../aep";
import type { TargetDatasetState } from "./state";
import { conflict } from "../lifecycle/conflict";
import type { Known, OwnerContext } from "../lifecycle/lifecycle";

/** Throws an error unless the dataset is empty, or forceDestroy is set. */
export async function refuseToLoseData(
  { client, owner }: OwnerContext,
  { id, state }: Known<TargetDatasetState>,
  verb: keyof typeof waysToKeep,
): Promise<void> {
  if (state.forceDestroy) return;
  const count = await batchCount(client.inSandbox(state.sandboxName), id);
  if (count === 0) return;
  throw conflict({
    operation: `${verb} dataset ${id}`,
    reason: `it holds ${count === 1 ? "a batch" : `${count} batches`} of data, which would be deleted with it`,
    remedy:
      `To delete it all the same, set forceDestroy: true and run \`${upOf(owner.urn, verb)}\` once before; ` +
      `to keep it, ${waysToKeep[verb]}.`,
  });
}

/** A `destroy` has deleted the jobs of the dataset before: an untargeted `up` would rerun them. */
const upOf = (urn: string, verb: keyof typeof waysToKeep): string =>
  verb === "Deleting" ? `pulumi up --target '${urn}'` : "pulumi up";

const waysToKeep = {
  Deleting: "set the option retainOnDelete: true, or take it out of the state with `pulumi state delete`",
  // retainOnDelete would not help: a provider does not see it, so a replacement would be refused
  // all the same.
  Replacing: "take it out of the state with `pulumi state delete`",
};

/** Counts the batches that hold data, or may hold some later. */
export async function batchCount(client: AepClient, dataSet: string): Promise<number> {
  const empty = new Set(["failed", "failure", "aborted", "abandoned", "inactive", "deleted"]);
  let count = 0;
  for await (const { status = "" } of client.batches.list({ dataSet })) if (!empty.has(status)) count += 1;
  return count;
}
