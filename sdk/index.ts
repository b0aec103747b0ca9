export { download, type DownloadArgs } from "./download";
export { ExportJob } from "./exportJob";
export type { ExportJobArgs } from "./exportJobArgs";
export * from "./lookups";
export type { NestedInput } from "./nestedInput";
export {
  ProfileExport,
  type ProfileExportArgs,
  type ProfileExportDatasetArgs,
  type ProfileExportJobArgs,
} from "./profileExport";
export { TargetDataset, type GetOptions } from "./targetDataset";
export type { TargetDatasetArgs } from "./targetDatasetArgs";

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
export type {
  AttributeMerge,
  DataGovernancePolicy,
  EvaluationMode,
  EvaluationModes,
  IdentityGraph,
  MergePolicy,
  ProfileSandbox,
  SchemaClass,
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
} from "../provider/exportJobInputs";
export type { ExportJobAnswers } from "../provider/exportJobState";
export type { TargetDatasetInputs } from "../provider/targetDatasetInputs";
export type { DownloadedFile, DownloadOptions, DownloadProgress, ExportedPart } from "../provider";
