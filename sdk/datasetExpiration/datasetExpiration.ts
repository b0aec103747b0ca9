import type * as pulumi from "@pulumi/pulumi";
import type { DatasetExpirationInputs } from "../../provider/datasetExpiration/inputs";
import type { ExpirationStatus } from "../../contract/expirations";
import type { DatasetExpirationDeclaration } from "../../provider/programs";
import { AepResource, fullType, isOfType } from "../resource/aepResource";
import { provider } from "../resource/connection";
import { previewCreation } from "../resource/preview";
import { TargetDataset } from "../targetDataset/targetDataset";
import type { DatasetExpirationArgs, DatasetExpirationState } from "./args";

/**
 * The date on which AEP deletes a dataset with its data: an expiration of AEP's Data Hygiene API. A
 * dataset has at most one.
 *
 * AEP begins to delete the dataset within 24 hours after the date, which nothing can stop then. Until
 * then, deleting the resource cancels the expiration and the dataset stays.
 *
 * ```typescript
 * const expiration = new aep.DatasetExpiration("daily", { dataset, retention: "P30D" });
 * ```
 *
 * ```typescript
 * const expiration = new aep.DatasetExpiration("campaign", {
 *   dataset,
 *   expiry: "2099-12-31T00:00:00Z",
 *   description: "The campaign is over at the end of the year",
 * });
 * ```
 */
export class DatasetExpiration extends AepResource {
  /** Id of the dataset that AEP deletes. */
  declare readonly dataset: pulumi.Output<string>;
  /** The date that the program gives. */
  declare readonly expiry: pulumi.Output<string | undefined>;
  /** The time from the creation on that the program gives. */
  declare readonly retention: pulumi.Output<string | undefined>;
  /** Name of the expiration. */
  declare readonly displayName: pulumi.Output<string>;
  /** What the expiration is for. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The sandbox that holds the dataset. */
  declare readonly sandboxName: pulumi.Output<string>;
  /** Id of the existing expiration that the resource took over. */
  declare readonly adopt: pulumi.Output<string | undefined>;
  /** When AEP deletes the dataset, in ISO 8601 and UTC. */
  declare readonly expiresAt: pulumi.Output<string>;
  /** When the resource was created, from which `retention` counts; in ISO 8601 and UTC. */
  declare readonly createdAt: pulumi.Output<string>;
  /** Status in AEP: `pending` until the date. */
  declare readonly status: pulumi.Output<ExpirationStatus>;

  /**
   * Reads an expiration that exists, by its id, without owning it.
   *
   * ```typescript
   * const expiration = aep.DatasetExpiration.get("legal", "SD-c1f902aa-57cb-412e-bb2b-c70b8e1a5f45");
   * ```
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: DatasetExpirationState = {},
    opts: pulumi.CustomResourceOptions = {},
  ): DatasetExpiration {
    return new DatasetExpiration(name, state, { ...opts, id });
  }

  /** Whether a value is a `DatasetExpiration`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is DatasetExpiration {
    return isOfType(value, fullType("DatasetExpiration"));
  }

  /** @internal */
  constructor(name: string, state: DatasetExpirationState, opts: ReadOptions);
  constructor(name: string, args: DatasetExpirationArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: Partial<DatasetExpirationArgs>, opts: pulumi.CustomResourceOptions = {}) {
    const isRead = opts.id !== undefined;
    const { dataset, ...inputs } = args;
    const target = TargetDataset.isInstance(dataset) ? dataset : undefined;
    const place = target ? { dataset: target.id, sandboxName: target.sandboxName } : { dataset };
    const named = { displayName: args.displayName ?? (isRead ? undefined : name) };
    super(
      { type: "DatasetExpiration", provider: "datasetExpiration", name, target },
      { ...outputs, ...results, ...place, ...inputs, ...named },
      opts,
    );
    if (isRead) return;
    const optional = ["expiry", "retention", "adopt"] as const;
    previewCreation<DatasetExpirationDeclaration>(this, {
      subject: `dataset expiration "${name}"`,
      given: ["dataset", "displayName", ...optional.filter((key) => args[key] !== undefined)],
      names: target && [[target.id, target.name]],
      preview: (context, inputs) => provider().previewExpiration(context, inputs),
    });
  }
}

/** Options of a resource that is only read. */
type ReadOptions = pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> };

/** The SDK makes an output of every property that it is given, also of one without a value. */
const outputs = {
  dataset: undefined,
  expiry: undefined,
  retention: undefined,
  displayName: undefined,
  description: undefined,
  sandboxName: undefined,
  adopt: undefined,
} satisfies Record<keyof DatasetExpirationInputs, undefined>;

const results = { expiresAt: undefined, createdAt: undefined, status: undefined };
