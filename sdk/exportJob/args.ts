import type * as pulumi from "@pulumi/pulumi";
import type { ExportJobInputs } from "../../provider/exportJob/declaration/inputs";
import type { NestedInputs } from "../resource/inputsAndOutputs";
import type { TargetDataset } from "../targetDataset/targetDataset";

/**
 * Arguments of an export job. Each of them, and each part of it, may be an output of another
 * resource.
 */
export interface ExportJobArgs extends Omit<NestedInputs<ExportJobInputs>, "dataset" | "waitForCompletion"> {
  /**
   * The dataset that the export is written to, or its id. It must be based on the profile union
   * schema.
   */
  dataset: pulumi.Input<string> | TargetDataset;
  /**
   * Whether `pulumi up` waits until the export has ended, shows its progress, and fails if the
   * export failed. The outputs then hold the results of the job. Defaults to true; `aep:wait`
   * (`AEP_WAIT`) set to false overrides it. Changing it changes nothing in AEP.
   */
  waitForCompletion?: boolean;
}

/** Which job `ExportJob.get` reads, beside its id. */
export interface ExportJobState {
  /** The sandbox that the job exports from. Defaults to the configured one (`aep:sandboxName`). */
  sandboxName?: pulumi.Input<string>;
}
