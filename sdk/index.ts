export { ExportJob, type ExportJobArgs } from "./exportJob";
export * from "./lookups";
export { ProfileExport, type ProfileExportArgs, type ProfileExportJobArgs } from "./profileExport";
export { TargetDataset, type GetOptions, type TargetDatasetArgs } from "./targetDataset";
