import * as aep from "pulumi-aep";

const gold = aep.getSegmentOutput({ name: "Gold members" });

// AEP deletes this copy with its data 30 days after the first `pulumi up`.
const campaign = new aep.ProfileExport("campaign", {
  dataset: { name: "Spring campaign", forceDestroy: true },
  fields: ["person.name", "personalEmail.address"],
  filter: { segments: [{ segmentId: gold.id }] },
  retention: "P30D",
});

// The expiration of a dataset by itself, on a fixed date.
const audit = new aep.TargetDataset("audit", { name: "Audit", forceDestroy: true });
const auditEnd = new aep.DatasetExpiration("audit", {
  dataset: audit,
  expiry: "2099-12-31T00:00:00Z",
  description: "The audit is over at the end of the century",
});

export const batchIds = campaign.batchIds;
export const deletedAt = [campaign.expiration?.expiresAt, auditEnd.expiresAt];
