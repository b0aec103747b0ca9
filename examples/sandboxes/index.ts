import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

const sandboxes = new pulumi.Config().requireObject<string[]>("sandboxes");

const goldExports = sandboxes.map((sandboxName) => {
  // Every sandbox has a segment of this name, with a different id.
  const gold = aep.getSegmentOutput({ name: "Gold members", sandboxName });
  const goldExport = new aep.ProfileExport(`gold-${sandboxName}`, {
    sandboxName,
    dataset: { name: "Gold members", forceDestroy: true },
    fields: ["person.name", "loyalty.tier"],
    filter: { segments: [{ segmentId: gold.id }] },
  });
  return [sandboxName, goldExport] as const;
});

/** Profiles exported from each sandbox. */
export const profileCounts = Object.fromEntries(
  goldExports.map(([sandboxName, { profileCount }]) => [sandboxName, profileCount]),
);

/** The dataset in each sandbox. */
export const datasetIds = Object.fromEntries(
  goldExports.map(([sandboxName, { datasetId }]) => [sandboxName, datasetId]),
);
