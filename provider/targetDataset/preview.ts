import { hasUnknown } from "../inputs/unknown";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { adoptableDataset } from "./adopt";
import type { TargetDatasetState } from "./state";

/** Checks at preview that the dataset to adopt can be taken over, and says so to a reviewer. */
export async function previewDataset(context: OwnerContext, inputs: TargetDatasetState): Promise<void> {
  const { adopt, name, schemaRef, fileDescription, sandboxName } = inputs;
  if (adopt === undefined || hasUnknown({ adopt, schemaRef, fileDescription, sandboxName })) return;
  const client = context.client.inSandbox(sandboxName);
  const dataset = await adoptableDataset(client, { id: adopt, inputs, owner: context.owner });
  const [before, after] = [dataset.name, name].map((text) => JSON.stringify(text));
  const renames = before === after || hasUnknown(name) ? "" : `, and names it ${after}`;
  context.log(`takes over dataset ${before} (${adopt})${renames}`);
}
