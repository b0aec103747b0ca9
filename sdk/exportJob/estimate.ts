import * as pulumi from "@pulumi/pulumi";
import type { ExportSize, SizeInputs } from "../../provider/exportJob/size/exportSize";
import { connect, provider, session } from "../resource/connection";
import { isKnown, settled, type NestedInputs } from "../resource/inputsAndOutputs";
import { estimatesProfiles } from "./settings";

interface DeclaredSize extends SizeInputs {
  sandboxName?: string;
}

/**
 * The input `estimatedProfiles` of a job: the most profiles that it would export. Only a preview
 * with `aep:estimateProfiles` has it, for policy packs, which see nothing but inputs.
 */
export function estimatedProfiles({
  filter,
  mergePolicy,
  schemaName,
  sandboxName,
}: NestedInputs<DeclaredSize>): Promise<number | undefined> | undefined {
  if (!pulumi.runtime.isDryRun() || !estimatesProfiles()) return undefined;
  return estimateOf(pulumi.output({ filter, mergePolicy, schemaName, sandboxName }));
}

async function estimateOf(declared: pulumi.Output<DeclaredSize>): Promise<number | undefined> {
  // A rejected argument is reported with the job. Here its error must go nowhere: Pulumi would print
  // it again with every object that it refers to, which takes minutes.
  const [known, value] = await Promise.allSettled([isKnown(declared), settled(declared)]);
  if (known.status === "rejected" || value.status === "rejected") return undefined;
  if (!known.value) return pulumi.unknown as unknown as number;
  const { sandboxName, ...inputs } = value.value;
  return (await sizeOf(sandboxName, inputs))?.most;
}

/** About how many profiles an export would hold; undefined if AEP does not tell. */
export async function sizeOf(
  sandboxName: string | undefined,
  inputs: SizeInputs,
): Promise<ExportSize | undefined> {
  try {
    return await provider().exportSize(connect(sandboxName), session().run, { inputs });
  } catch {
    // Settings are missing: the provider reports them.
    return undefined;
  }
}
