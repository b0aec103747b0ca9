import type { KnownJobStatus } from "../../../contract/exportJobs";
import type { FaultReport, JobFault } from "../../faults/rules";

/** Shapes of what the console's page is told. Times are milliseconds since 1970, by the emulator's clock. */

/** `GET /emulator/console`: one sandbox at a glance. */
export interface ConsoleState {
  /** Every sandbox that can be looked into. */
  sandboxes: readonly string[];
  /** The one that this tells of. */
  sandbox: string;
  now: number;
  jobs: {
    /** How many there are of each status. */
    counts: Record<KnownJobStatus, number>;
    /** At most 100, newest first. */
    newest: JobView[];
  };
  datasets: {
    total: number;
    /** At most 100, newest first. */
    newest: DatasetView[];
  };
  faults: FaultReport;
}

/** An export job in one row. */
export interface JobView {
  id: number;
  status: KnownJobStatus;
  /** Comma-separated dot paths; absent: all fields. */
  fields?: string;
  /** Which profiles it takes and what comes with them, in words; never empty. */
  filters: string[];
  /** Its target. Without a name where it has been deleted. */
  dataset: { id: string; name?: string };
  created: number;
  updated: number;
  /** Profiles exported, of a job that has succeeded. */
  profiles?: number;
  /** Ids of the batches that it wrote. */
  batches: string[];
  /** Why it failed. */
  errors: string[];
  /** What a rule for faults has in store for it. */
  fault?: JobFault["fault"];
}

/** A dataset in one row. */
export interface DatasetView {
  id: string;
  name: string;
  description?: string;
  /** Whether it is based on the profile union schema, and so can take exports. */
  takesExports: boolean;
  created?: number;
  /** How many batches it holds. */
  batches: number;
}

/** `GET /emulator/console/batches?dataset=ID`: the newest batches of a dataset. */
export interface BatchView {
  id: string;
  status: string;
  created?: number;
  /** Rows in it. */
  records?: number;
  /** Size of its files. */
  bytes: number;
}
