import * as pulumi from "@pulumi/pulumi";
import type { ExportSize, SizeInputs } from "../../provider/exportJob/size/exportSize";
import { connect, provider, session } from "../resource/connection";
import type { ExportJobArgs } from "./args";
import { estimatesProfiles } from "./settings";

/**
 * The input `estimatedProfiles` of a job: the most profiles that it would export. Only a preview
 * with `aep:estimateProfiles` has it, for policy packs, which see nothing but inputs.
 */
export function estimatedProfiles({
  filter,
  mergePolicy,
  schemaName,
  sandboxName,
}: Partial<ExportJobArgs>): pulumi.Output<number | undefined> | undefined {
  if (!pulumi.runtime.isDryRun() || !estimatesProfiles()) return undefined;
  return pulumi
    .output({ filter, mergePolicy, schemaName, sandboxName })
    .apply(async ({ sandboxName, ...inputs }) => (await sizeOf(sandboxName, inputs))?.most);
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
