import * as aep from "pulumi-aep";

const policy = aep.getMergePolicyOutput({ name: "Dataset Precedence" });
const gold = aep.getSegmentOutput({ name: "Gold members" });

const dataset = new aep.TargetDataset("everything", { name: "The whole request", forceDestroy: true });

const job = new aep.ExportJob("everything", {
  dataset,
  fields: "person.name,mobilePhone.number,loyalty.tier",
  mergePolicy: { id: policy.id, version: policy.version },
  filter: {
    segments: [
      { segmentId: gold.id, segmentNs: "ups", status: ["realized", "existing"] },
      { segmentId: "7734522", segmentNs: "AAM", status: ["exited"] },
    ],
    segmentQualificationTime: { startTime: "2024-02-15T00:00:00Z", endTime: "2044-02-15T01:00:00+01:00" },
    fromIngestTimestamp: "2024-03-05T00:00:00Z",
    emptyProfiles: true,
  },
  additionalFields: {
    eventList: {
      fields: ["eventType", "web.webPageDetails.name"],
      filter: { fromIngestTimestamp: "2024-03-03T00:00:00Z", toIngestTimestamp: "2024-03-12T00:00:00Z" },
    },
  },
  segmentPerBatch: true,
  schemaName: "_xdm.context.profile",
  // Evaluates the segments again before the export.
  evaluationInfo: { segmentation: true },
});

export const status = job.status;
export const batches = job.batches;
export const profileCount = job.profileCount;
export const metrics = job.metrics;
export const usedMergePolicy = job.usedMergePolicy;
