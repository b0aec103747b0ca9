import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

// This stack as its last successful `up` has left it: a run that fails keeps the outputs of the one before it.
const lastRun = new pulumi.StackReference(
  `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`,
);
const since = lastRun.getOutput("exportedAt") as pulumi.Output<string | undefined>;

const dataset = new aep.TargetDataset("changes", {
  name: "Changed profiles",
  forceDestroy: true,
});

const job = new aep.ExportJob("changes", {
  dataset,
  fields: ["person.name", "personalEmail.address"],
  filter: { fromIngestTimestamp: since },
});

/** When AEP took the job in, by AEP's own clock; whatever is ingested later is for the next run. */
export const exportedAt = job.creationTime.apply((time) => time && new Date(time).toISOString());
export const exportedSince = since.apply((time) => time ?? "the beginning");
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
