/** The data half of the emulator: profiles and ExperienceEvents in DuckDB, exports as Parquet. */
export type { Predicate, StoreSize } from "./estimate";
export type { FoundProfile, LookUp } from "./lookUp";
export { segmentsAskedFor } from "./pql/askedFor";
export { ProfileError, type ProfileErrorCode } from "./errors";
export { isOwnNamespace, memberStatuses } from "./filter";
export type {
  BatchOutcome,
  BatchPlan,
  EvaluationOutcome,
  EvaluationPlan,
  ExportOutcome,
  ExportPlan,
} from "./plan";
export { sampleSegments, sampleSourceDatasets } from "./sample";
export { ProfileStore } from "./store";
