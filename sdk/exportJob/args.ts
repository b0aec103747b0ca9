import type * as pulumi from "@pulumi/pulumi";
import type { ExportJobInputs } from "../../provider/exportJob/declaration/inputs";
import type { NestedInput } from "../resource/nestedInput";
import type { TargetDataset } from "../targetDataset/targetDataset";

/** Arguments of an export job; each, and each part of it, may be an output of another resource. */
export type ExportJobArgs = {
  [Key in keyof Omit<ExportJobInputs, "dataset">]: NestedInput<ExportJobInputs[Key]>;
} & {
  /** The dataset that the export is written to, or its id. It must be based on the profile union schema. */
  dataset: pulumi.Input<string> | TargetDataset;
  /**
   * Whether `pulumi up` waits until the export has ended, shows its progress, and fails if the export failed. The
   * outputs then tell the job's end. Defaults to true; `aep:wait` (`AEP_WAIT`) set to false overrides it. Changing it changes
   * nothing in AEP.
   */
  waitForCompletion?: boolean;
};
