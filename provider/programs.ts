/**
 * What a program that calls AEP itself needs of the provider. The SDK loads it when it is first
 * needed.
 */
export {
  download,
  endInWords,
  exportedBatches,
  failedBatches,
  listParts,
  type AepClient,
  type DownloadedFile,
  type DownloadOptions,
  type DownloadProgress,
  type ExportedPart,
} from "./aep";
export type { DatasetExpirationInputs } from "./datasetExpiration/inputs";
export type { DatasetExpirationAnswers } from "./datasetExpiration/state";
export { checkBeforeCreation, expirationInWords } from "./datasetExpiration/preview";
export { adoptableJob } from "./exportJob/adopt";
export type { ExportJobInputs, ExportJobTimeouts } from "./exportJob/declaration/inputs";
export { lookUpReferences } from "./exportJob/declaration/references";
export type { AwaitExportArgs } from "./exportJob/declaration/awaitExport";
export { answersOf, hasEnded, type ExportJobAnswers } from "./exportJob/declaration/state";
export { exportInWords } from "./exportJob/declaration/words";
export { endOfForgotten } from "./exportJob/end/forgotten";
export { exportSize } from "./exportJob/size/exportSize";
export { waitForEnd } from "./exportJob/end/wait";
export { durationMs } from "./inputs/duration";
export { lookups } from "./lookups/lookups";
export { segmentSize } from "./lookups/segmentSize";
export { Session } from "./lifecycle/session";
export { adoptableSegment } from "./segmentDefinition/adopt";
export type { SegmentDefinitionInputs } from "./segmentDefinition/inputs";
export { refuseTakenName, segmentsOfSandbox } from "./segmentDefinition/names";
export { adoptableDataset } from "./targetDataset/adopt";
export type { TargetDatasetInputs } from "./targetDataset/inputs";
