import { hasUnknown } from "../inputs/unknown";
import type { PreviewContext } from "../lifecycle/lifecycle";
import { refuseTwice } from "../lifecycle/takenOver";
import { adoptableDataset } from "./adopt";
import type { TargetDatasetState } from "./state";

/** Checks at preview that the dataset to adopt can be taken over, and says so to a reviewer. */
export async function previewDataset(context: PreviewContext, inputs: TargetDatasetState): Promise<void> {
  const { adopt, name, schemaRef, fileDescription, sandboxName } = inputs;
  if (adopt === undefined || hasUnknown({ adopt, schemaRef, fileDescription, sandboxName })) return;
  const client = context.client.inSandbox(sandboxName);
  const { run, owner, log } = context;
  refuseTwice(run, `dataset ${adopt} of sandbox ${client.sandboxName}`, owner);
  const dataset = await adoptableDataset(client, { id: adopt, inputs, owner });
  const [before, after] = [dataset.name, name].map((text) => JSON.stringify(text));
  const renames = before === after || hasUnknown(name) ? "" : `, and names it ${after}`;
  log(`takes over dataset ${before} (${adopt})${renames}`);
}
