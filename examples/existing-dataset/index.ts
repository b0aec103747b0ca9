import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

const config = new pulumi.Config();
const fields = ["person.name", "personalEmail.address"];

// The stack takes over this dataset and sets its name. `retainOnDelete` keeps the dataset when the stack is destroyed.
const ours = new aep.TargetDataset(
  "ours",
  { name: "Profiles, managed by Pulumi", adopt: config.require("ours") },
  { retainOnDelete: true },
);
const intoOurs = new aep.ExportJob("into-ours", { dataset: ours, fields });

// Only read: this program neither changes nor deletes it. A program that needs only the id can pass the id as `dataset`.
const theirs = aep.TargetDataset.get("theirs", config.require("theirs"));
const intoTheirs = new aep.ExportJob("into-theirs", { dataset: theirs, fields });

export const names = [ours.name, theirs.name];
export const batchIds = { ours: intoOurs.batchIds, theirs: intoTheirs.batchIds };
