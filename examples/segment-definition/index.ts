import * as aep from "pulumi-aep";

const germans = new aep.SegmentDefinition("germans", {
  name: "German gold members",
  description: "Members of the gold tier in Germany",
  expression: 'loyalty.tier = "gold" and homeAddress.countryCode = "DE"',
});

const dataset = new aep.TargetDataset("germans", { name: "German gold members", forceDestroy: true });

// A new segment has no members until it is evaluated, so the job evaluates it first.
const job = new aep.ExportJob("germans", {
  dataset,
  fields: ["loyalty.tier", "homeAddress.countryCode"],
  filter: { segments: [germans] },
  evaluationInfo: { segmentation: true },
});

export const segmentId = germans.id;
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
