import * as pulumi from "@pulumi/pulumi";

/** A resource as a generated SDK declares it. */
class Resource extends pulumi.CustomResource {
  constructor(type: string, name: string, props: pulumi.Inputs) {
    super(`aep:index:${type}`, name, props);
  }
}

for (let pair = 0; pair < Number(process.env.PAIRS); pair += 1) {
  const dataset = new Resource("TargetDataset", `pair-${pair}`, { name: `Pair ${pair}` });
  new Resource("ExportJob", `pair-${pair}`, {
    dataset: dataset.id,
    fields: ["person.name"],
    waitForCompletion: false,
  });
}
