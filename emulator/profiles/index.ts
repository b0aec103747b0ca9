/**
 * Profiles and ExperienceEvents in DuckDB, exported as Parquet. The rest of the emulator imports
 * this file only.
 */
export { ProfileError, type ProfileErrorCode } from "./records/errors";
export { isOwnNamespace, memberStatuses } from "./select/filter";
export type { Predicate, StoreSize } from "./select/estimate";
export type { FoundProfile, LookUp } from "./select/lookUp";
export { segmentsAskedFor } from "./select/pql/askedFor";
export type {
  BatchOutcome,
  BatchPlan,
  EvaluationOutcome,
  EvaluationPlan,
  ExportOutcome,
  ExportPlan,
} from "./write/plan";
export { sampleSegments, sampleSourceDatasets } from "./sample";
export { ProfileStore } from "./store";
