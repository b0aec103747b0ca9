import * as aep from "pulumi-aep";

const dataset = new aep.TargetDataset("profiles", {
  name: "Quickstart profile export",
  description: "Names and addresses of all profiles",
  forceDestroy: true,
});

const job = new aep.ExportJob("profiles", {
  dataset,
  fields: ["person.name", "personalEmail.address", "homeAddress.city", "homeAddress.countryCode"],
});

export const datasetId = dataset.id;
export const jobId = job.id;
export const status = job.status;
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
