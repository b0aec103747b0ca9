import { ProfileError } from "./errors";
import type { ExportOutcome, ExportPlan, LoadReport, SegmentCount } from "./plan";

/**
 * The profiles and ExperienceEvents of every sandbox, in one DuckDB file. What was loaded survives a restart and a kill.
 * Every method may throw a {@link ProfileError}.
 */
export class ProfileStore {
  private constructor() {}

  /** Opens the store in a folder, which is made if need be. `clock` answers milliseconds since 1970; it defaults to the system's. */
  static async open(_options: { folder: string; clock?: () => number }): Promise<ProfileStore> {
    return Promise.resolve(new ProfileStore());
  }

  /** Whether the sandbox holds records already. */
  hasRecords(_sandbox: string): Promise<boolean> {
    throw new ProfileError("INVALID_REQUEST", "not yet");
  }

  /** Loads a few thousand made-up, always equal profiles with identities, events and segment memberships. */
  loadSample(_sandbox: string): Promise<LoadReport> {
    throw new ProfileError("INVALID_REQUEST", "not yet");
  }

  /** Loads files of NDJSON, JSON, CSV or Parquet, told apart by their extension. All of them are loaded, or none. */
  load(_options: { sandbox: string; profiles?: string[]; events?: string[] }): Promise<LoadReport> {
    throw new ProfileError("INVALID_REQUEST", "not yet");
  }

  /** The segments that the sandbox's records name. */
  segments(_sandbox: string): Promise<SegmentCount[]> {
    throw new ProfileError("INVALID_REQUEST", "not yet");
  }

  /** The ids of the source datasets that the sandbox's records name. */
  sourceDatasets(_sandbox: string): Promise<string[]> {
    throw new ProfileError("INVALID_REQUEST", "not yet");
  }

  /** Writes the batches of an export. When `signal` aborts, the query is stopped and what was written is removed. */
  export(_plan: ExportPlan, _signal: AbortSignal): Promise<ExportOutcome> {
    throw new ProfileError("INVALID_REQUEST", "not yet");
  }

  /** Stops what runs and closes the store. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
