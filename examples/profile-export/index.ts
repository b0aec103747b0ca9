import * as aep from "pulumi-aep";

const gold = aep.getSegmentOutput({ name: "Gold members" });
const spenders = aep.getSegmentOutput({ name: "Reachable spenders" });

const marketing = new aep.ProfileExport("marketing", {
  dataset: {
    name: "Marketing",
    description: "Whom to write to, and those who stopped being reachable",
    tags: { team: ["crm"] },
    forceDestroy: true,
  },
  // The default for every job.
  fields: ["person.name", "personalEmail.address"],
  jobs: {
    gold: { filter: { segments: [{ segmentId: gold.id }] } },
    lost: { filter: { segments: [{ segmentId: spenders.id, status: ["exited"] }] } },
    // Also exports visitors of whom only events are known.
    everyone: { fields: ["loyalty.tier"], filter: { emptyProfiles: true } },
  },
});

export const datasetId = marketing.datasetId;
export const statuses = marketing.statuses;
export const batchIds = marketing.batchIds;
export const profileCount = marketing.profileCount;
export const goldCount = marketing.jobs.gold?.profileCount;
