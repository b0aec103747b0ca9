import type * as pulumi from "@pulumi/pulumi";
import type { FileDescription, SchemaRef, Tags } from "../../contract/catalog";
import { previewTakeoverOfDataset } from "./adopt";
import { AepResource } from "../resource/aepResource";
import type { TargetDatasetArgs } from "./args";

/**
 * A dataset that profiles can be exported to: a dataset of AEP's Catalog API, based on the profile union schema.
 *
 * Deleting it deletes its data, so a dataset that holds batches is only deleted with `forceDestroy: true`.
 *
 * ```typescript
 * const dataset = new aep.TargetDataset("daily", { name: "Daily profile export" });
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
  /** Labels given by the program; AEP's own and those of others are not among them. */
  declare readonly tags: pulumi.Output<Tags | undefined>;
  /** The schema of the dataset; undefined stands for the profile union schema. */
  declare readonly schemaRef: pulumi.Output<SchemaRef | undefined>;
  /** How the dataset keeps its files; undefined stands for persisted Parquet files. */
  declare readonly fileDescription: pulumi.Output<FileDescription | undefined>;
  /** The sandbox that holds the dataset. */
  declare readonly sandboxName: pulumi.Output<string>;
  /** Whether the dataset may be deleted while it holds batches. */
  declare readonly forceDestroy: pulumi.Output<boolean | undefined>;

  /**
   * Reads a dataset that exists, without owning it: nothing that the program does changes or deletes it.
   *
   * ```typescript
   * const dataset = aep.TargetDataset.get("shared", "5b020a27e7040801dedba61b");
   * ```
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    { sandboxName, ...opts }: GetOptions = {},
  ): TargetDataset {
    return new TargetDataset(name, { sandboxName } as TargetDatasetArgs, { ...opts, id });
  }

  constructor(name: string, args: TargetDatasetArgs, opts: pulumi.CustomResourceOptions = {}) {
    super({ type: "TargetDataset", provider: "targetDataset", name }, { ...unset, ...args }, opts);
    if (opts.id === undefined && args.adopt !== undefined) previewTakeoverOfDataset(this, { name, args });
  }
}

/** Options of `get`: the sandbox to read from, which defaults to the configured one, and those of any resource. */
export interface GetOptions extends pulumi.CustomResourceOptions {
  /** The sandbox to read from. Defaults to the configured one. */
  sandboxName?: pulumi.Input<string>;
}

/** Outputs that the program may leave out as inputs; naming them makes them properties of the resource. */
const unset = {
  name: undefined,
  description: undefined,
  tags: undefined,
  schemaRef: undefined,
  fileDescription: undefined,
  sandboxName: undefined,
  forceDestroy: undefined,
};
