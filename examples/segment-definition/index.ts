import * as aep from "pulumi-aep";

const austrians = new aep.SegmentDefinition("austrians", {
  name: "Austrian gold members",
  description: "Members of the gold tier in Austria",
  expression: 'loyalty.tier = "gold" and homeAddress.countryCode = "AT"',
});

const dataset = new aep.TargetDataset("austrians", { name: "Austrian gold members", forceDestroy: true });

// A new segment has no members until it is evaluated, so the job evaluates it first.
const job = new aep.ExportJob("austrians", {
  dataset,
  fields: ["loyalty.tier", "homeAddress.countryCode"],
  filter: { segments: [austrians] },
  evaluationInfo: { segmentation: true },
});

export const segmentId = austrians.id;
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
