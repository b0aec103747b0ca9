import * as pulumi from "@pulumi/pulumi";
import { shortStacks } from "./callStack";

/**
 * A resource that the engine runs by `pulumi-aep/provider`. The documented way, `pulumi.dynamic.Resource`, copies the
 * provider's code into the state of every resource; this one writes only where the code lies. The text below is kept in
 * states for as long as their resources live: see `provider/index.ts`.
 */
export abstract class AepResource extends pulumi.CustomResource {
  protected constructor(
    { type, provider, name }: { type: string; provider: "targetDataset" | "exportJob"; name: string },
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
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
