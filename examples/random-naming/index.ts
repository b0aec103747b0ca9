import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

// Without a name, the dataset gets a name such as `weekly-1f0c97ab`, which stays until the stack is destroyed.
const weekly = new aep.ProfileExport("weekly", {
  dataset: { forceDestroy: true },
  fields: ["person.name", "personalEmail.address"],
  // Another week runs the export again. Nothing else changes from week to week.
  triggers: [new pulumi.Config().require("week")],
});

export const datasetName = weekly.dataset.name;
export const batchIds = weekly.batchIds;
export const profileCount = weekly.profileCount;
