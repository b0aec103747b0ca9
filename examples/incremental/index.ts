import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

// The outputs of the last successful `up` of this stack: a run that fails does not change them.
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

/** When AEP accepted the job, by AEP's clock. The next run exports the profiles that are updated later. */
export const exportedAt = job.creationTime.apply((time) => time && new Date(time).toISOString());
export const exportedSince = since.apply((time) => time ?? "the beginning");
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
