import * as pulumi from "@pulumi/pulumi";
import { connect, provider } from "../resource/connection";
import { ifToBeCreated, type DeclaredDataset } from "../resource/preview";
import { knownStackId } from "../resource/stackIdentity";
import { refuseTwice } from "../resource/takenOver";
import type { TargetDatasetArgs } from "./args";

/**
 * At preview, checks that the dataset to adopt can be taken over, and tells a reviewer that the
 * `up` will do so.
 */
export function previewTakeoverOfDataset(
  resource: DeclaredDataset,
  { name, args }: { name: string; args: TargetDatasetArgs },
): void {
  const { adopt, owner } = resource;
  // At preview, an output is unknown if the program gives no such input.
  const schemaRef = args.schemaRef && resource.schemaRef;
  const fileDescription = args.fileDescription && resource.fileDescription;
  const inputs = { name: resource.name, schemaRef, fileDescription, sandboxName: resource.sandboxName };
  const subject = `Target dataset "${name}"`;
  const values = { adopt, inputs, urn: owner, stackId: knownStackId() };
  ifToBeCreated({ resource, subject }, values, async ({ adopt, inputs, urn = "", stackId }) => {
    if (adopt === undefined) return;
    const client = connect(inputs.sandboxName);
    refuseTwice(`dataset ${adopt} of sandbox ${client.sandboxName}`, name);
    const adoption = { id: adopt, inputs, owner: { urn, stackId } };
    const dataset = await provider().adoptableDataset(client, adoption);
    const [before, after] = [dataset.name, inputs.name].map((text) => JSON.stringify(text));
    const renames = before === after ? "" : `, and names it ${after}`;
    void pulumi.log.info(`takes over dataset ${before} (${adopt})${renames}`, resource);
  });
}
