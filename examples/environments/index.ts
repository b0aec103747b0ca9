import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

const config = new pulumi.Config();

// Every sandbox has segments of these names, with different ids.
const segments = config.requireObject<string[]>("segments").map((name) => aep.getSegmentOutput({ name }));

const members = new aep.ProfileExport("members", {
  dataset: {
    // Review environments share a sandbox, so the name of the dataset contains the name of its stack.
    name: `Members (${pulumi.getStack()})`,
    tags: { owner: ["crm"], purpose: ["loyalty mailing"] },
    forceDestroy: config.requireBoolean("forceDestroy"),
  },
  fields: ["person.name", "loyalty.tier"],
  filter: { segments: segments.map(({ id }) => ({ segmentId: id })) },
  timeouts: { create: config.require("timeout") },
  triggers: [config.require("day")],
});

// Other projects read these outputs.
export const sandboxName = members.dataset.sandboxName;
export const datasetId = members.datasetId;
export const batchIds = members.batchIds;
export const profileCount = members.profileCount;
