import * as aep from "pulumi-aep";

const gold = aep.getSegmentOutput({ name: "Gold members" });
const europe = aep.getSegmentOutput({ name: "Europe" });
const policy = aep.getMergePolicyOutput({ name: "Default Timebased" });

const dataset = new aep.TargetDataset("members", {
  name: "Gold members and Europeans",
  forceDestroy: true,
});

// Profiles of either segment. From Europe, only profiles that qualified in the latest evaluation.
const job = new aep.ExportJob("members", {
  dataset,
  fields: ["person.name", "loyalty.tier", "homeAddress.countryCode"],
  mergePolicy: { id: policy.id, version: policy.version },
  filter: { segments: [{ segmentId: gold.id }, { segmentId: europe.id, status: ["realized"] }] },
});

export const segmentIds = [gold.id, europe.id];
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
