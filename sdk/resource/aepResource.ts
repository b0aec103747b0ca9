import * as pulumi from "@pulumi/pulumi";
import { shortStacks } from "./callStack";
import { providerText } from "./providerText";
import { isKnown, settled } from "./inputsAndOutputs";
import { stackId } from "./stackIdentity";
import { oneLineError } from "./oneLineError";

const nouns = {
  TargetDataset: "Target dataset",
  ExportJob: "Export job",
  DatasetExpiration: "Dataset expiration",
  SegmentDefinition: "Segment definition",
};

type ResourceType = keyof typeof nouns;

/** The type of a resource as the engine knows it. */
export const fullType = (type: ResourceType): string => `pulumi-nodejs:dynamic/aep:${type}`;

/**
 * Whether a value is a resource of this type. Unlike `instanceof`, it also recognises resources of
 * another copy of this package.
 */
export const isOfType = (value: unknown, type: string): boolean =>
  pulumi.Resource.isInstance(value) && "__pulumiType" in value && value.__pulumiType === type;

interface ResourceKind {
  type: ResourceType;
  provider: "targetDataset" | "exportJob" | "datasetExpiration" | "segmentDefinition";
  name: string;
  /** The resource of this package that this one depends on, if there is one. */
  target?: AepResource;
}

/**
 * A resource that the engine runs by `pulumi-aep/provider`. The documented way,
 * `pulumi.dynamic.Resource`, copies the code of the provider into the state of every resource; this
 * class writes only where the code is.
 */
export abstract class AepResource extends pulumi.CustomResource {
  /**
   * The URN by which objects in AEP name their owner. A resource that is only read has none.
   *
   * @internal
   */
  declare readonly owner?: pulumi.Output<string>;

  protected constructor(
    { type, provider, name, target }: ResourceKind,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
    if (opts.import) {
      const remedy = `Set adopt: ${JSON.stringify(opts.import)} in its arguments instead of the import option, or let \`aep-export import\` write the program.`;
      throw oneLineError(`${nouns[type]} "${name}"`, `Pulumi cannot import dynamic resources. ${remedy}`);
    }
    const engineType = fullType(type);
    const end = shortStacks();
    try {
      const owner = opts.id === undefined ? ownerOf({ type: engineType, name, target }, opts) : {};
      super(engineType, name, { ...props, ...owner, __provider: providerText(provider) }, opts);
    } finally {
      end();
    }
  }
}

/**
 * The values that the provider writes to AEP's objects to mark their owner.
 *
 * The stack's identity must be created first and deleted last. A resource with a declared target
 * gets this order from the target, and a dependency of its own would only make the state longer.
 */
const ownerOf = (
  { type, name, target }: { type: string; name: string; target?: AepResource },
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs => ({
  owner: opts.urn ?? withoutDependencies(pulumi.createUrn(name, type, opts.parent)),
  stackId: target?.owner ? withoutDependencies(stackId()) : stackId(),
});

/** Drops dependencies: otherwise a child waits for its parent, which waits for the child. */
const withoutDependencies = async <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  (await isKnown(output)) ? settled(output) : (pulumi.unknown as unknown as Value);
