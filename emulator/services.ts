import type { ProfileStore } from "./profiles/index";
import type { ActiveFaults } from "./faults/rules";
import type { JobRunner } from "./exportJobs/runner";
import type { Quirks } from "./http/quirks";
import type { Files } from "./dataAccess/batchFolders";
import type { Storage } from "./stores";
import type { Client, Tokens } from "./ims/tokens";
import type { Clock } from "./clock/clock";
import type { Expirations } from "./expirations/expirations";
import type { Previews } from "./previews/previews";
import type { SegmentJobs } from "./segmentJobs/segmentJobs";

/** What the routes work with; one for each running emulator. */
export interface Services {
  storage: Storage;
  files: Files;
  profiles: ProfileStore;
  /** Settles when the profile store holds all that it is to hold, or has failed to. */
  recordsLoaded: Promise<void>;
  jobs: JobRunner;
  segmentJobs: SegmentJobs;
  previews: Previews;
  expirations: Expirations;
  tokens: Tokens;
  client: Client;
  /** Names of the sandboxes that exist, the first one holding the records loaded at start. */
  sandboxes: readonly string[];
  quirks: Quirks;
  faults: ActiveFaults;
  /** Milliseconds since 1970, by {@link settableClock}. */
  clock: () => number;
  settableClock: Clock;
}
