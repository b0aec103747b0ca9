/**
 * Profiles and ExperienceEvents in DuckDB, exported as Parquet. The rest of the emulator imports
 * this file only.
 */
export { ProfileError, type ProfileErrorCode } from "./records/errors";
export { isOwnNamespace } from "./select/filter";
export type { BatchOutcome, BatchPlan, ExportOutcome, ExportPlan } from "./write/plan";
export { sampleSegments, sampleSourceDatasets } from "./sample";
export { ProfileStore } from "./store";
