export { ExportJob, type ExportJobArgs } from "./exportJob";
export { TargetDataset, type TargetDatasetArgs } from "./targetDataset";
