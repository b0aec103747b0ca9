import type { AepClient } from "../aep";
import { hasUnknown } from "../inputs/unknown";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { adoptableJob } from "./adopt";
import { lookUpReferences, type ReferenceNames } from "./declaration/references";
import type { ExportJobDeclaration } from "./declaration/state";
import { exportInWords } from "./declaration/words";
import { exportSize } from "./size/exportSize";

/**
 * Checks at preview that the objects exist to which a job refers, or that the job to adopt can be
 * taken over, and tells a reviewer what the `up` will do. Inputs that are not known yet are left
 * out.
 */
export async function previewJob(context: OwnerContext, inputs: ExportJobDeclaration): Promise<void> {
  if (hasUnknown(inputs.sandboxName)) return;
  const client = context.client.inSandbox(inputs.sandboxName);
  if (inputs.adopt === undefined) await previewStart(client, context, inputs);
  else if (!hasUnknown(inputs)) {
    const { status } = await adoptableJob(client, { id: inputs.adopt, inputs, owner: context.owner });
    context.log(`takes over job ${inputs.adopt} (${status}); nothing is exported anew`);
  }
}

async function previewStart(
  client: AepClient,
  { run, log }: OwnerContext,
  inputs: ExportJobDeclaration,
): Promise<void> {
  const { dataset, filter, mergePolicy } = inputs;
  const known = Object.entries({ dataset, filter, mergePolicy }).filter(([, value]) => !hasUnknown(value));
  const names: ReferenceNames = await lookUpReferences(client, run, Object.fromEntries(known));
  const { fields, additionalFields, evaluationInfo, schemaName } = inputs;
  if (hasUnknown({ fields, filter, mergePolicy, schemaName, additionalFields, evaluationInfo })) return;
  const into = hasUnknown(dataset) ? "made by this run" : (names.get(dataset) ?? dataset);
  const size = await exportSize(client, run, { inputs });
  log(`exports ${exportInWords(inputs, { dataset: into, segments: names, size, now: Date.now() })}`);
}
