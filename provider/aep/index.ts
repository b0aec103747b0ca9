export { AepClient, type ClientOptions } from "./client/client";
export { existingDataset } from "./client/existingDataset";
export { AepError, type AepErrorKind, type AepFailure } from "./http/errors";
export { type AepSettings, readSettings, settingKeys } from "./http/settings";
export type { Identified } from "./catalog/objects";
export { causeInWords, endInWords, type ExportJob, type JobState } from "./exportJobs/job";
export { ExportNotReadyError, exportedBatches, unknownJob } from "./exports/batches";
export { failedBatches } from "./exports/failedBatches";
export {
  type DownloadedFile,
  type DownloadOptions,
  type DownloadProgress,
  download,
} from "./exports/download/download";
export { DownloadError } from "./exports/download/error";
export type { JsonValue } from "./exports/parquetValue";
export { type ExportedPart, listParts } from "./exports/parts";
export { type Row, readRows } from "./exports/rows";
