/**
 * What a program that calls AEP itself needs of the provider. The SDK loads it when it is first
 * needed.
 */
export {
  download,
  exportedBatches,
  listParts,
  type AepClient,
  type DownloadedFile,
  type DownloadOptions,
  type DownloadProgress,
  type ExportedPart,
} from "./aep";
export type { DatasetExpirationInputs } from "./datasetExpiration/inputs";
export type { DatasetExpirationAnswers, DatasetExpirationDeclaration } from "./datasetExpiration/state";
export { previewExpiration } from "./datasetExpiration/preview";
export type { ExportJobInputs, ExportJobTimeouts } from "./exportJob/declaration/inputs";
export type { AwaitExportArgs } from "./exportJob/declaration/awaitExport";
export {
  answersOf,
  type ExportJobAnswers,
  type ExportJobDeclaration,
  type ExportJobState,
} from "./exportJob/declaration/state";
export { endOfForgotten } from "./exportJob/end/forgotten";
export { exportJobSettling } from "./exportJob/end/settling";
export { previewJob } from "./exportJob/preview";
export { exportSize } from "./exportJob/size/exportSize";
export { Unfinished, type Context, type Known, type PreviewContext } from "./lifecycle/lifecycle";
export { lookups } from "./lookups/lookups";
export { segmentSize } from "./lookups/segmentSize";
export { Session } from "./lifecycle/session";
export type { SegmentDefinitionInputs } from "./segmentDefinition/inputs";
export { previewSegment } from "./segmentDefinition/preview";
export type { SegmentDefinitionState } from "./segmentDefinition/state";
export type { TargetDatasetInputs } from "./targetDataset/inputs";
export { previewDataset } from "./targetDataset/preview";
export type { TargetDatasetState } from "./targetDataset/state";
