export { DatasetExpiration } from "./datasetExpiration/datasetExpiration";
export type { DatasetExpirationArgs, DatasetExpirationState } from "./datasetExpiration/args";
export { download, type DownloadArgs, type DownloadBatchesArgs, type DownloadJobArgs } from "./download";
export { ExportJob } from "./exportJob/exportJob";
export type { ExportJobArgs, ExportJobFilterArgs, ExportJobState, SegmentArg } from "./exportJob/args";
export * from "./lookups/batches";
export * from "./lookups/batchFiles";
export * from "./lookups/datasets";
export * from "./lookups/exportJobs";
export * from "./lookups/mergePolicies";
export * from "./lookups/segments";
export * from "./lookups/segmentSize";
export type { ById, ByName, LookupArgs, NameOrId } from "./lookups/find";
export type { NestedInput } from "./resource/inputsAndOutputs";
export {
  ProfileExport,
  type ProfileExportArgs,
  type ProfileExportDatasetArgs,
  type ProfileExportJobArgs,
} from "./profileExport/profileExport";
export { SegmentDefinition } from "./segmentDefinition/segmentDefinition";
export type { SegmentDefinitionArgs, SegmentDefinitionState } from "./segmentDefinition/args";
export { TargetDataset } from "./targetDataset/targetDataset";
export type { TargetDatasetArgs, TargetDatasetState } from "./targetDataset/args";

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
export type { ExpirationStatus } from "../contract/expirations";
export type { AttributeMerge, IdentityGraph, MergePolicy } from "../contract/mergePolicies";
export type { ProfileSandbox, SchemaClass } from "../contract/profileConfig";
export type {
  DataGovernancePolicy,
  EvaluationMode,
  EvaluationModes,
  SegmentDefinition as Segment,
  SegmentExpression,
} from "../contract/segments";
export type {
  AdditionalFields,
  EvaluationInfo,
  EventTimeSpan,
  ExportEventList,
  ExportJobFilter,
  ExportJobTimeouts,
  ExportSegment,
} from "../provider/exportJob/declaration/inputs";
export type { Evaluation, SegmentRule } from "../provider/segmentDefinition/inputs";
export type { DownloadedFile, DownloadProgress, ExportedPart } from "../provider/programs";
