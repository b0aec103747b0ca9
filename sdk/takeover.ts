import * as pulumi from "@pulumi/pulumi";
import type { ExportJobInputs, TargetDatasetInputs } from "../provider";
import { connect, provider } from "./connection";
import type { ExportJob } from "./exportJob";
import type { TargetDataset, TargetDatasetArgs } from "./targetDataset";
import { ifToBeCreated } from "./toBeCreated";

/** What a resource was declared with, as outputs of it. */
type Declared<Inputs> = { [Key in keyof Inputs]?: pulumi.Output<Inputs[Key]> };

/** At preview, sees that a dataset that is to be taken over can be, and tells a reviewer so. */
export function previewTakeoverOfDataset(
  resource: TargetDataset,
  { name, args }: { name: string; args: TargetDatasetArgs },
): void {
  const { adopt, owner } = resource as Declared<TargetDatasetInputs & { owner: string }>;
  // What the program leaves out is not known at preview.
  const schemaRef = args.schemaRef && resource.schemaRef;
  const fileDescription = args.fileDescription && resource.fileDescription;
  const inputs = { name: resource.name, schemaRef, fileDescription, sandboxName: resource.sandboxName };
  const subject = `Target dataset "${name}"`;
  ifToBeCreated({ resource, subject }, { adopt, inputs, owner }, async ({ adopt, inputs, owner }) => {
    if (adopt === undefined) return;
    const client = connect().inSandbox(inputs.sandboxName);
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
  const job = resource as Declared<Omit<ExportJobInputs, "dataset" | "sandboxName">>;
  const {
    adopt,
    fields,
    filter,
    mergePolicy,
    additionalFields,
    segmentPerBatch,
    schemaName,
    evaluationInfo,
  } = job;
  // A dataset that is taken over in the same run has no id yet, as far as the engine knows.
  const taken = (target as Declared<TargetDatasetInputs> | undefined)?.adopt;
  const dataset = pulumi
    .output(taken)
    .apply<string>((id) => (id === undefined ? resource.dataset : pulumi.output(id)));
  const said = { fields, filter, mergePolicy, additionalFields, segmentPerBatch, schemaName, evaluationInfo };
  const values = { adopt, inputs: { ...said, dataset }, sandboxName: resource.sandboxName };
  ifToBeCreated(
    { resource, subject: `Export job "${name}"` },
    values,
    async ({ adopt, inputs, sandboxName }) => {
      if (adopt === undefined) return;
      const { status } = await provider().adoptableJob(connect().inSandbox(sandboxName), {
        id: adopt,
        inputs,
      });
      void pulumi.log.info(`takes over job ${adopt} (${status}); nothing is exported anew`, resource);
    },
  );
}
