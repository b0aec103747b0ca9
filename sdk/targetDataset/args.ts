import type * as pulumi from "@pulumi/pulumi";
import type { TargetDatasetInputs } from "../../provider/targetDataset/inputs";
import type { NestedInputs } from "../resource/inputsAndOutputs";

/**
 * Arguments of a target dataset. Each of them, and each part of it, may be an output of another
 * resource.
 */
export interface TargetDatasetArgs extends Omit<NestedInputs<TargetDatasetInputs>, "name"> {
  /**
   * Name of the dataset, as users of AEP see it: one line, not empty, and without blanks at its
   * ends. Changing it updates the dataset. Defaults to the name of the resource, without a random
   * suffix: AEP accepts datasets of the same name, and the resource finds its dataset by a tag and
   * not by its name.
   */
  name?: pulumi.Input<string>;
}

/** Which dataset `TargetDataset.get` reads, beside its id. */
export interface TargetDatasetState {
  /** The sandbox that holds the dataset. Defaults to the configured one (`aep:sandboxName`). */
  sandboxName?: pulumi.Input<string>;
}
