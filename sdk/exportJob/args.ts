import type * as pulumi from "@pulumi/pulumi";
import type {
  ExportJobFilter,
  ExportJobInputs,
  ExportSegment,
} from "../../provider/exportJob/declaration/inputs";
import type { NestedInput, NestedInputs } from "../resource/inputsAndOutputs";
import type { SegmentDefinition } from "../segmentDefinition/segmentDefinition";
import type { TargetDataset } from "../targetDataset/targetDataset";

/** A segment to export: a resource, the id of a segment, or an id with statuses. */
export type SegmentArg = SegmentDefinition | string | NestedInput<ExportSegment>;

/** Which profiles are exported. A profile has to pass every part. */
export interface ExportJobFilterArgs extends Omit<NestedInputs<ExportJobFilter>, "segments"> {
  /**
   * Profiles of any of these segments, each a {@link SegmentDefinition}, the id of a segment, or an
   * id with statuses. Defaults to all profiles.
   */
  segments?: pulumi.Input<pulumi.Input<SegmentArg>[]>;
}

/**
 * Arguments of an export job. Each of them, and each part of it, may be an output of another
 * resource.
 */
export interface ExportJobArgs extends Omit<
  NestedInputs<ExportJobInputs>,
  "dataset" | "filter" | "waitForCompletion"
> {
  /**
   * The dataset that the export is written to, or its id. It must be based on the profile union
   * schema.
   */
  dataset: pulumi.Input<string> | TargetDataset;
  /** Which profiles are exported. Defaults to all that have a profile record. */
  filter?: pulumi.Input<ExportJobFilterArgs>;
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
