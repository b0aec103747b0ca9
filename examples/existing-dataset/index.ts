import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

const config = new pulumi.Config();
const fields = ["person.name", "personalEmail.address"];

// Taken over: its name is the stack's business from now on. It outlives the stack, as it was there before it.
const ours = new aep.TargetDataset(
  "ours",
  { name: "Profiles, managed by Pulumi", adopt: config.require("ours") },
  { retainOnDelete: true },
);
const intoOurs = new aep.ExportJob("into-ours", { dataset: ours, fields });

// Read only: nothing in this program changes or deletes it. Where nothing of it but its id is needed, give the id.
const theirs = aep.TargetDataset.get("theirs", config.require("theirs"));
const intoTheirs = new aep.ExportJob("into-theirs", { dataset: theirs, fields });

export const names = [ours.name, theirs.name];
export const batchIds = { ours: intoOurs.batchIds, theirs: intoTheirs.batchIds };
