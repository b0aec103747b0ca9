import * as pulumi from "@pulumi/pulumi";
import type { ExportJobInputs } from "../../provider/exportJob/declaration/inputs";
import { requestKeys } from "../../provider/exportJob/declaration/request";
import { connect, provider } from "../resource/connection";
import { isKnown, type Outputs } from "../resource/inputsAndOutputs";
import { ifToBeCreated, type DeclaredDataset, type DeclaredJob } from "../resource/preview";
import { knownStackId } from "../resource/stackIdentity";
import { refuseTwice } from "../resource/takenOver";
import type { ExportJobArgs } from "./args";

/**
 * At preview, checks that the job to adopt can be taken over, and tells a reviewer that the `up`
 * will do so.
 *
 * @param target The dataset of the job, if it is a resource of the program.
 */
export function previewTakeoverOfJob(
  resource: DeclaredJob,
  { name, target, args }: { name: string; target?: DeclaredDataset; args: Partial<ExportJobArgs> },
): void {
  const { adopt, owner, sandboxName } = resource;
  // At preview, an output is unknown if the program gives no such input.
  const given = requestKeys.filter((key) => Boolean(args[key])).map((key) => [key, resource[key]]);
  const inputs = {
    ...(Object.fromEntries(given) as Partial<Outputs<ExportJobInputs>>),
    dataset: datasetOf(resource, target),
  };
  const values = { adopt, urn: owner, stackId: knownStackId(), inputs, sandboxName };
  ifToBeCreated({ resource, subject: `Export job "${name}"` }, values, async (known) => {
    if (known.adopt === undefined) return;
    const client = connect(known.sandboxName);
    refuseTwice(`job ${known.adopt} of sandbox ${client.sandboxName}`, name);
    const owner = { urn: known.urn ?? "", stackId: known.stackId };
    const adoption = { id: known.adopt, inputs: known.inputs, owner };
    const { status } = await provider().adoptableJob(client, adoption);
    void pulumi.log.info(`takes over job ${known.adopt} (${status}); nothing is exported anew`, resource);
  });
}

/**
 * The id of the dataset. At preview, the id of a dataset that the same run adopts is known from its
 * `adopt` only.
 */
const datasetOf = ({ dataset }: DeclaredJob, target?: DeclaredDataset): pulumi.Output<string> => {
  if (target === undefined) return dataset;
  const { adopt } = target;
  return pulumi
    .output(isKnown(adopt))
    .apply<string>((known) => (known ? adopt.apply<string>((id) => pulumi.output(id ?? dataset)) : dataset));
};
