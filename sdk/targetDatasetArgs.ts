import type { TargetDatasetInputs } from "../provider/targetDatasetInputs";
import type { NestedInput } from "./nestedInput";

/** Arguments of a target dataset; each, and each part of it, may be an output of another resource. */
export type TargetDatasetArgs = {
  [Key in keyof TargetDatasetInputs]: NestedInput<TargetDatasetInputs[Key]>;
};
