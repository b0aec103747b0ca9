/** The data half of the emulator: profiles and ExperienceEvents in DuckDB, exports as Parquet. */
export { ProfileError, type ProfileErrorCode } from "./records/errors";
export { isOwnNamespace } from "./select/filter";
export type { BatchOutcome, BatchPlan, ExportOutcome, ExportPlan } from "./write/plan";
export { sampleSegments, sampleSourceDatasets } from "./sample";
export { ProfileStore } from "./store";
