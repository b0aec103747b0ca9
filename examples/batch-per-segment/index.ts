import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

const policy = aep.getMergePolicyOutput({ name: "Default Timebased" });
const segments = ["Gold members", "Europe"].map((name) => aep.getSegmentOutput({ name }));

const dataset = new aep.TargetDataset("segments", {
  name: "One batch a segment",
  forceDestroy: true,
});

const job = new aep.ExportJob("segments", {
  dataset,
  fields: ["person.name", "personalEmail.address"],
  mergePolicy: { id: policy.id, version: policy.version },
  filter: { segments: segments.map(({ id }) => ({ segmentId: id })) },
  segmentPerBatch: true,
  additionalFields: {
    eventList: {
      fields: ["timestamp", "eventType", "commerce.order.priceTotal"],
      // When AEP ingested the events, not when they happened.
      filter: { fromIngestTimestamp: "2024-03-05T00:00:00Z", toIngestTimestamp: "2024-03-10T00:00:00Z" },
    },
  },
});

/** The batch of each segment. */
export const batches = pulumi.all([segments, job.batches]).apply(([named, written = []]) => {
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return written.map(({ segmentId, batchId }) => ({ segment: names.get(segmentId), batchId }));
});

/** The files of all batches, with their sizes in bytes. */
export const files = job.batchIds.apply((ids) =>
  Promise.all(ids.map((batchId) => aep.getBatchFiles({ batchId }))).then((parts) => parts.flat()),
);
