import { hasUnknown } from "../inputs/unknown";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { adoptableSegment } from "./adopt";
import { refuseTakenName } from "./names";
import type { SegmentDefinitionState } from "./state";

/** Checks at preview that the definition to adopt can be taken over, and that the name is free. */
export async function previewSegment(context: OwnerContext, inputs: SegmentDefinitionState): Promise<void> {
  const { owner, run, log } = context;
  const { adopt, name, sandboxName } = inputs;
  if (hasUnknown({ adopt, name, sandboxName })) return;
  const client = context.client.inSandbox(sandboxName);
  if (adopt === undefined) return refuseTakenName(client, run, { owner, name });
  const { id, name: before } = await adoptableSegment(client, { adopt, owner });
  if (before !== name) await refuseTakenName(client, run, { owner, name, id });
  const renames = before === name ? "" : `, and names it ${JSON.stringify(name)}`;
  log(`takes over segment ${JSON.stringify(before)} (${id})${renames}`);
}
