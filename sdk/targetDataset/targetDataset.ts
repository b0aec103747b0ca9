import type * as pulumi from "@pulumi/pulumi";
import type { FileDescription, SchemaRef, Tags } from "../../contract/catalog";
import type { TargetDatasetInputs } from "../../provider/targetDataset/inputs";
import type { TargetDatasetState as Declaration } from "../../provider/programs";
import { AepResource, fullType, isOfType } from "../resource/aepResource";
import { provider } from "../resource/connection";
import { previewCreation } from "../resource/preview";
import type { TargetDatasetArgs, TargetDatasetState } from "./args";

/**
 * A dataset that profiles can be exported to: a dataset of AEP's Catalog API, based on the profile
 * union schema.
 *
 * Deleting the resource deletes the dataset with its data. A dataset that holds batches is only
 * deleted with `forceDestroy: true`.
 *
 * ```typescript
 * const dataset = new aep.TargetDataset("daily-profiles");
 * ```
 *
 * ```typescript
 * const dataset = new aep.TargetDataset("daily", {
 *   name: "Daily profile export",
 *   description: "Profiles of loyal customers, for the churn model",
 *   tags: { team: ["crm"] },
 *   forceDestroy: true,
 * });
 * ```
 */
export class TargetDataset extends AepResource {
  /** Name of the dataset. */
  declare readonly name: pulumi.Output<string>;
  /** What the dataset is for. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The tags that the program gives, without those of AEP and of others. */
  declare readonly tags: pulumi.Output<Tags | undefined>;
  /** The schema of the dataset; undefined stands for the profile union schema. */
  declare readonly schemaRef: pulumi.Output<SchemaRef | undefined>;
  /** How the dataset keeps its files; undefined stands for persisted Parquet files. */
  declare readonly fileDescription: pulumi.Output<FileDescription | undefined>;
  /** The sandbox that holds the dataset. */
  declare readonly sandboxName: pulumi.Output<string>;
  /** Whether the dataset may be deleted while it holds batches. */
  declare readonly forceDestroy: pulumi.Output<boolean | undefined>;
  /** Id of the existing dataset that the resource took over. */
  declare readonly adopt: pulumi.Output<string | undefined>;

  /**
   * Reads a dataset that exists, without owning it: the program never changes or deletes it.
   *
   * ```typescript
   * const dataset = aep.TargetDataset.get("shared", "5b020a27e7040801dedba61b");
   * ```
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: TargetDatasetState = {},
    opts: pulumi.CustomResourceOptions = {},
  ): TargetDataset {
    return new TargetDataset(name, state, { ...opts, id });
  }

  /** Whether a value is a `TargetDataset`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is TargetDataset {
    return isOfType(value, fullType("TargetDataset"));
  }

  constructor(name: string, args: TargetDatasetArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const isRead = opts.id !== undefined;
    const named = { name: args.name ?? (isRead ? undefined : name) };
    super(
      { type: "TargetDataset", provider: "targetDataset", name },
      { ...outputs, ...args, ...named },
      opts,
    );
    if (isRead || args.adopt === undefined) return;
    const inputs = ["schemaRef", "fileDescription"] as const;
    previewCreation<Declaration>(this, {
      subject: `target dataset "${name}"`,
      given: ["name", "adopt", ...inputs.filter((key) => args[key] !== undefined)],
      preview: (context, inputs) => provider().previewDataset(context, inputs),
    });
  }
}

/** The SDK makes an output of every property that it is given, also of one without a value. */
const outputs = {
  name: undefined,
  description: undefined,
  tags: undefined,
  schemaRef: undefined,
  fileDescription: undefined,
  sandboxName: undefined,
  forceDestroy: undefined,
  adopt: undefined,
} satisfies Record<keyof TargetDatasetInputs, undefined>;
