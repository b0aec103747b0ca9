import * as pulumi from "@pulumi/pulumi";

/** A dynamic resource whose state holds only the place of its provider. */
class Floor extends pulumi.CustomResource {
  constructor(kind: "dataset" | "job", name: string, props: pulumi.Inputs) {
    const provider = `exports.handler = () => require("bench-floor").${kind}`;
    super(`pulumi-nodejs:dynamic/bench:${kind}`, name, { ...props, __provider: provider });
  }
}

for (let pair = 0; pair < Number(process.env.PAIRS); pair += 1) {
  const dataset = new Floor("dataset", `pair-${pair}`, { name: `Pair ${pair}` });
  new Floor("job", `pair-${pair}`, { dataset: dataset.id });
}
