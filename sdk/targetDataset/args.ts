import type { TargetDatasetInputs } from "../../provider/targetDataset/inputs";
import type { NestedInput } from "../resource/nestedInput";

/** Arguments of a target dataset; each, and each part of it, may be an output of another resource. */
export type TargetDatasetArgs = {
  [Key in keyof TargetDatasetInputs]: NestedInput<TargetDatasetInputs[Key]>;
};
