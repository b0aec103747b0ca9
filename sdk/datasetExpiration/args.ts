import type * as pulumi from "@pulumi/pulumi";
import type { DatasetExpirationInputs } from "../../provider/datasetExpiration/inputs";
import type { NestedInputs } from "../resource/inputsAndOutputs";
import type { TargetDataset } from "../targetDataset/targetDataset";

/** Arguments of an expiration. Each of them may be an output of another resource. */
export interface DatasetExpirationArgs extends Omit<
  NestedInputs<DatasetExpirationInputs>,
  "dataset" | "displayName"
> {
  /**
   * The dataset that AEP is to delete, or its id. Another dataset replaces the expiration: the former
   * one is cancelled.
   */
  dataset: pulumi.Input<string> | TargetDataset;
  /**
   * Name of the expiration in AEP: one line, not empty, without blanks at its ends. Changing it updates
   * the expiration. Defaults to the name of the resource.
   */
  displayName?: pulumi.Input<string>;
}

/** Which expiration `DatasetExpiration.get` reads, beside its id. */
export interface DatasetExpirationState {
  /** The sandbox that holds the dataset. Defaults to the configured one (`aep:sandboxName`). */
  sandboxName?: pulumi.Input<string>;
}
