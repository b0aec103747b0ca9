/** The data half of the emulator: profiles and ExperienceEvents in DuckDB, exports as Parquet. */
export { ProfileError, type ProfileErrorCode } from "./errors";
export { isOwnNamespace } from "./filter";
export type { BatchOutcome, BatchPlan, ExportOutcome, ExportPlan } from "./plan";
export { sampleSegments, sampleSourceDatasets } from "./sample";
export { ProfileStore } from "./store";
