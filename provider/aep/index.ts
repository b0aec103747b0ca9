export { AepClient, type ClientOptions } from "./client";
export { AepError, type AepErrorKind, type AepFailure } from "./errors";
export {
  type AepSettings,
  type Credentials,
  type SettingKey,
  type SettingSources,
  readSettings,
  settingDefaults,
  settingKeys,
  settingName,
} from "./settings";
export type { Batches, BatchQuery, IdentifiedBatch } from "./batches";
export type { DatasetQuery, Datasets, IdentifiedDataset } from "./datasets";
export { type DownloadedFile, type DownloadOptions, type DownloadProgress, download } from "./download";
export { DownloadError, type DownloadErrorKind, type DownloadFailure } from "./downloadError";
export { existingDataset } from "./existingDataset";
export { ExportNotReadyError, exportedBatches, unknownJob } from "./exportedBatches";
export { type ExportedPart, listParts } from "./exportedParts";
export { causeInWords, endInWords, type ExportJob, type JobState } from "./exportJob";
export type { ExportJobQuery, ExportJobs } from "./exportJobs";
export type { Files, ReadOptions } from "./files";
export type { MergePolicies } from "./mergePolicies";
export type { JsonValue } from "./parquetValue";
export { type ParquetSource, type Row, readRows } from "./rows";
export type { Segments } from "./segments";
