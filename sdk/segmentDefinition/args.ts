import type * as pulumi from "@pulumi/pulumi";
import type { SegmentDefinitionInputs } from "../../provider/segmentDefinition/inputs";
import type { NestedInputs } from "../resource/inputsAndOutputs";

/**
 * Arguments of a segment definition. Each of them, and each part of it, may be an output of another
 * resource.
 */
export interface SegmentDefinitionArgs extends Omit<NestedInputs<SegmentDefinitionInputs>, "name"> {
  /**
   * Name of the segment, as users of AEP see it: one line, not empty, and without blanks at its
   * ends. AEP accepts each name once in a sandbox. Changing it updates the definition. Defaults to
   * the name of the resource.
   */
  name?: pulumi.Input<string>;
}

/** Which definition `SegmentDefinition.get` reads, beside its id. */
export interface SegmentDefinitionState {
  /** The sandbox that holds the segment. Defaults to the configured one (`aep:sandboxName`). */
  sandboxName?: pulumi.Input<string>;
}
