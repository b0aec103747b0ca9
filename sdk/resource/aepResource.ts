import * as pulumi from "@pulumi/pulumi";
import { shortStacks } from "./callStack";
import { providerText } from "./providerText";
import { stackId } from "./stackIdentity";
import { oneLineError } from "./oneLineError";

const nouns = { TargetDataset: "Target dataset", ExportJob: "Export job" };

/**
 * A resource that the engine runs by `pulumi-aep/provider`. The documented way, `pulumi.dynamic.Resource`, copies the
 * provider's code into the state of every resource; this one writes only where the code lies.
 */
export abstract class AepResource extends pulumi.CustomResource {
  protected constructor(
    {
      type,
      provider,
      name,
    }: { type: keyof typeof nouns; provider: "targetDataset" | "exportJob"; name: string },
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
    if (opts.import) {
      const remedy = `Set adopt: ${JSON.stringify(opts.import)} in its arguments instead of the import option, or let \`aep-export import\` write the program.`;
      throw oneLineError(`${nouns[type]} "${name}"`, `Pulumi cannot import dynamic resources. ${remedy}`);
    }
    const fullType = `pulumi-nodejs:dynamic/aep:${type}`;
    const end = shortStacks();
    try {
      const owner = opts.id === undefined ? ownerOf({ type: fullType, name }, opts) : {};
      super(fullType, name, { ...props, ...owner, __provider: providerText(provider) }, opts);
    } finally {
      end();
    }
  }
}

/** By what AEP's objects say whose they are. A resource that is only read owns none. */
const ownerOf = (
  { type, name }: { type: string; name: string },
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs => ({
  owner: opts.urn ?? withoutDependencies(pulumi.createUrn(name, type, opts.parent)),
  stackId: stackId(),
});

/** The value alone: as an output it would make a child wait for its parent component, and so for itself. */
const withoutDependencies = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => void output.apply(resolve));
