import * as pulumi from "@pulumi/pulumi";
import type { ExportJobInputs, TargetDatasetInputs } from "../provider";
import { connect, provider } from "./connection";
import type { ExportJob } from "./exportJob";
import { onceARun } from "./run";
import type { TargetDataset, TargetDatasetArgs } from "./targetDataset";
import { ifToBeCreated, type Declared } from "./toBeCreated";

/** At preview, sees that a dataset that is to be taken over can be, and tells a reviewer so. */
export function previewTakeoverOfDataset(
  resource: TargetDataset,
  { name, args }: { name: string; args: TargetDatasetArgs },
): void {
  const { adopt, owner } = resource as Declared<TargetDatasetInputs>;
  // What the program leaves out is not known at preview.
  const schemaRef = args.schemaRef && resource.schemaRef;
  const fileDescription = args.fileDescription && resource.fileDescription;
  const inputs = { name: resource.name, schemaRef, fileDescription, sandboxName: resource.sandboxName };
  const subject = `Target dataset "${name}"`;
  ifToBeCreated({ resource, subject }, { adopt, inputs, owner }, async ({ adopt, inputs, owner }) => {
    if (adopt === undefined) return;
    const client = connect().inSandbox(inputs.sandboxName);
    refuseTwice(`dataset ${adopt} of sandbox ${client.sandboxName}`, name);
    const dataset = await provider().adoptableDataset(client, { id: adopt, inputs, urn: owner });
    const [before, after] = [dataset.name, inputs.name].map((text) => JSON.stringify(text));
    const renames = before === after ? "" : `, and names it ${after}`;
    void pulumi.log.info(`takes over dataset ${before} (${adopt})${renames}`, resource);
  });
}

/**
 * At preview, sees that a job that is to be taken over can be, and tells a reviewer so.
 *
 * @param target Its dataset, where it is a resource of the program.
 */
export function previewTakeoverOfJob(
  resource: ExportJob,
  { name, target }: { name: string; target: TargetDataset | undefined },
): void {
  const declared = resource as Declared<ExportJobInputs>;
  const { adopt, owner, fields, filter, mergePolicy, additionalFields } = declared;
  const { segmentPerBatch, schemaName, evaluationInfo } = declared;
  // A dataset that is taken over in the same run has no id yet, as far as the engine knows.
  const taken = (target as Declared<TargetDatasetInputs> | undefined)?.adopt;
  const dataset = pulumi
    .output(taken)
    .apply<string>((id) => (id === undefined ? resource.dataset : pulumi.output(id)));
  const request = {
    fields,
    filter,
    mergePolicy,
    additionalFields,
    segmentPerBatch,
    schemaName,
    evaluationInfo,
  };
  const values = { adopt, owner, inputs: { ...request, dataset }, sandboxName: resource.sandboxName };
  ifToBeCreated({ resource, subject: `Export job "${name}"` }, values, async (known) => {
    if (known.adopt === undefined) return;
    const client = connect().inSandbox(known.sandboxName);
    refuseTwice(`job ${known.adopt} of sandbox ${client.sandboxName}`, name);
    const adoption = { id: known.adopt, inputs: known.inputs, urn: known.owner };
    const { status } = await provider().adoptableJob(client, adoption);
    void pulumi.log.info(`takes over job ${known.adopt} (${status}); nothing is exported anew`, resource);
  });
}

/** What a run takes over, and the name of the resource that does. */
const takenOver = onceARun(() => new Map<string, string>());

function refuseTwice(object: string, name: string): void {
  const other = takenOver().get(object);
  if (other !== undefined)
    throw new Error(`"${other}" takes over ${object} too. Take adopt out of one of them.`);
  takenOver().set(object, name);
}
