export { download, type DownloadArgs } from "./download";
export { ExportJob } from "./exportJob/exportJob";
export type { ExportJobArgs } from "./exportJob/args";
export * from "./lookups/lookups";
export type { NestedInput } from "./resource/nestedInput";
export {
  ProfileExport,
  type ProfileExportArgs,
  type ProfileExportDatasetArgs,
  type ProfileExportJobArgs,
} from "./profileExport/profileExport";
export { TargetDataset, type GetOptions } from "./targetDataset/targetDataset";
export type { TargetDatasetArgs } from "./targetDataset/args";

export type {
  Batch,
  Dataset,
  DatasetClassification,
  FileDescription,
  RelatedObject,
  SchemaRef,
  Tags,
} from "../contract/catalog";
export type {
  ComputeGatewayJobId,
  ExportJobError,
  ExportMetrics,
  JobTiming,
  MergePolicyRef,
  SegmentBatch,
  SegmentFilter,
  SegmentStatus,
  TimeSpan,
} from "../contract/exportJobs";
export type { AttributeMerge, IdentityGraph, MergePolicy } from "../contract/mergePolicies";
export type { ProfileSandbox, SchemaClass } from "../contract/profileConfig";
export type {
  DataGovernancePolicy,
  EvaluationMode,
  EvaluationModes,
  SegmentDefinition,
  SegmentExpression,
} from "../contract/segments";
export type {
  AdditionalFields,
  EvaluationInfo,
  EventTimeSpan,
  ExportEventList,
  ExportJobFilter,
  ExportJobInputs,
  ExportJobTimeouts,
  ExportSegment,
} from "../provider/exportJob/declaration/inputs";
export type { ExportJobAnswers } from "../provider/exportJob/declaration/state";
export type { TargetDatasetInputs } from "../provider/targetDataset/inputs";
export type { DownloadedFile, DownloadOptions, DownloadProgress, ExportedPart } from "../provider/programs";
