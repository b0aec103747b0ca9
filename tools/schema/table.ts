/** What the native plugin offers. A new resource or look-up is one line here. */

/** A resource, by the names of the types that declare it. */
export interface ResourceRow {
  /** The class of the SDK, which describes the resource. */
  class: string;
  /** What a program says. */
  inputs: string;
  /** The same as the SDK's constructor takes it: what it adds, and what it makes optional. */
  args: string;
  /** What AEP answers beside the inputs. */
  answers?: string;
  /** What reading a resource needs beside its id. */
  state: string;
  /** Paths of inputs that the plugin does not take. */
  without?: string[];
  /** Descriptions of inputs that mean something else here than in a TypeScript program. */
  descriptions?: Record<string, string>;
}

export const resources: ResourceRow[] = [
  {
    class: "TargetDataset",
    inputs: "TargetDatasetInputs",
    args: "TargetDatasetArgs",
    state: "TargetDatasetState",
  },
  {
    class: "ExportJob",
    inputs: "ExportJobInputs",
    args: "ExportJobArgs",
    answers: "ExportJobAnswers",
    state: "ExportJobState",
    // The wait is limited by the option `customTimeouts`, which every resource has.
    without: ["timeouts.create"],
    descriptions: {
      sandboxName:
        "The sandbox to export in, which is that of the dataset. Defaults to the configured one (`aep:sandboxName`).",
      waitForCompletion:
        "Whether `pulumi up` waits until the export has ended, shows its progress, and fails if the export failed. " +
        "The outputs then hold the results of the job. The option `customTimeouts` limits the wait. Defaults to true. " +
        "Changing it changes nothing in AEP.",
    },
  },
  {
    class: "DatasetExpiration",
    inputs: "DatasetExpirationInputs",
    args: "DatasetExpirationArgs",
    answers: "DatasetExpirationAnswers",
    state: "DatasetExpirationState",
  },
  {
    class: "SegmentDefinition",
    inputs: "SegmentDefinitionInputs",
    args: "SegmentDefinitionArgs",
    state: "SegmentDefinitionState",
  },
];

/** A look-up of the SDK. */
export interface LookupRow {
  function: string;
  /** The name of the list in the result: a function of a schema returns an object. */
  list?: string;
}

export const lookups: LookupRow[] = [
  { function: "getBatches", list: "batches" },
  { function: "getBatchFiles", list: "files" },
  { function: "getDataset" },
  { function: "getDatasets", list: "datasets" },
  { function: "getExportJobs", list: "jobs" },
  { function: "getMergePolicy" },
  { function: "getSegment" },
  { function: "getSegmentSize" },
];

/** The functions that only the plugin has, by the types of their arguments and results. */
export const functions = [{ function: "awaitExport", args: "AwaitExportArgs", result: "ExportJobAnswers" }];
