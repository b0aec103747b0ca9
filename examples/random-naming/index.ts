import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

// Without a name the dataset gets one such as `weekly-1f0c97ab`, which stays until the stack is destroyed.
const weekly = new aep.ProfileExport("weekly", {
  dataset: { forceDestroy: true },
  fields: ["person.name", "personalEmail.address"],
  // Nothing else changes from week to week, so this is what runs the export again.
  triggers: [new pulumi.Config().require("week")],
});

export const datasetName = weekly.dataset.name;
export const batchIds = weekly.batchIds;
export const profileCount = weekly.profileCount;
