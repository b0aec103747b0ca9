export { AepClient, type ClientOptions } from "./client/client";
export { AepError, type AepErrorKind, type AepFailure } from "./http/errors";
export {
  type AepSettings,
  type Credentials,
  type SettingKey,
  type SettingSources,
  readSettings,
  settingDefaults,
  settingKeys,
  settingName,
} from "./http/settings";
export type { Identified } from "./catalog/objects";
export {
  type DownloadedFile,
  type DownloadOptions,
  type DownloadProgress,
  download,
} from "./exports/download/download";
export { DownloadError, type DownloadErrorKind, type DownloadFailure } from "./exports/download/error";
export { existingDataset } from "./client/existingDataset";
export { ExportNotReadyError, exportedBatches, unknownJob } from "./exports/batches";
export { type ExportedPart, listParts } from "./exports/parts";
export { causeInWords, endInWords, type ExportJob, type JobState } from "./exportJobs/job";
export type { ExportJobQuery, ExportJobs } from "./exportJobs/exportJobs";
export type { Files, ReadOptions } from "./dataAccess/files";
export type { MergePolicies } from "./profile/mergePolicies";
export type { JsonValue } from "./exports/parquetValue";
export { type ParquetSource, type Row, readRows } from "./exports/rows";
export type { Segments } from "./profile/segments";
