import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

// The exports of the same environment: dev reads dev, prod reads prod.
const exported = new pulumi.StackReference(`${pulumi.getOrganization()}/environments/${pulumi.getStack()}`);
const sandboxName = exported.requireOutput("sandboxName") as pulumi.Output<string>;

export const batchIds = exported.requireOutput("batchIds") as pulumi.Output<string[]>;

/** The files to load, with their sizes in bytes. */
export const files = pulumi
  .all([batchIds, sandboxName])
  .apply(([ids, sandboxName]) =>
    Promise.all(ids.map((batchId) => aep.getBatchFiles({ batchId, sandboxName }))).then((files) =>
      files.flat(),
    ),
  );
