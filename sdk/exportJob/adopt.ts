import * as pulumi from "@pulumi/pulumi";
import { connect, provider } from "../resource/connection";
import { knownStackId } from "../resource/stackIdentity";
import { refuseTwice } from "../resource/takenOver";
import { ifToBeCreated, type DeclaredDataset, type DeclaredJob } from "../resource/preview";

/**
 * At preview, sees that a job that is to be taken over can be, and tells a reviewer so.
 *
 * @param target Its dataset, where it is a resource of the program.
 */
export function previewTakeoverOfJob(
  resource: DeclaredJob,
  { name, target }: { name: string; target: DeclaredDataset | undefined },
): void {
  const { adopt, owner, fields, filter, mergePolicy, additionalFields } = resource;
  const { segmentPerBatch, schemaName, evaluationInfo } = resource;
  // A dataset that is taken over in the same run has no id yet, as far as the engine knows.
  const taken = target?.adopt;
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
  const { sandboxName } = resource;
  const inputs = { ...request, dataset };
  const values = { adopt, urn: owner, stackId: knownStackId(), inputs, sandboxName };
  ifToBeCreated({ resource, subject: `Export job "${name}"` }, values, async (known) => {
    if (known.adopt === undefined) return;
    const client = connect().inSandbox(known.sandboxName);
    refuseTwice(`job ${known.adopt} of sandbox ${client.sandboxName}`, name);
    const owner = { urn: known.urn ?? "", stackId: known.stackId };
    const adoption = { id: known.adopt, inputs: known.inputs, owner };
    const { status } = await provider().adoptableJob(client, adoption);
    void pulumi.log.info(`takes over job ${known.adopt} (${status}); nothing is exported anew`, resource);
  });
}
