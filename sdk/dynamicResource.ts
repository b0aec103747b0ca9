import * as pulumi from "@pulumi/pulumi";
import { shortStacks } from "./callStack";
import { oneLineError } from "./oneLineError";

const nouns = { TargetDataset: "Target dataset", ExportJob: "Export job" };

/**
 * A resource that the engine runs by `pulumi-aep/provider`. The documented way, `pulumi.dynamic.Resource`, copies the
 * provider's code into the state of every resource; this one writes only where the code lies. The text below is kept in
 * states for as long as their resources live: see `provider/index.ts`.
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
    const owner = opts.urn ?? withoutDependencies(pulumi.createUrn(name, fullType, opts.parent));
    const end = shortStacks();
    try {
      super(fullType, name, { ...props, owner, __provider: providerText(provider) }, opts);
    } finally {
      end();
    }
  }
}

/** The value alone: as an output it would make a child wait for its parent component, and so for itself. */
const withoutDependencies = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => void output.apply(resolve));

/** What the state says of the provider of a resource. */
const providerText = (provider: string): string =>
  `exports.handler = () => require("pulumi-aep/provider").${provider}`;
