import type { KnownJobStatus } from "../../../contract/exportJobs";
import type { FaultReport, JobFault } from "../../faults/rules";

/** The data of the console's page. Times are milliseconds since 1970 by the emulator's clock. */

/** `GET /emulator/console`: an overview of one sandbox. */
export interface ConsoleState {
  /** The names of all sandboxes. */
  sandboxes: readonly string[];
  /** The sandbox of this overview. */
  sandbox: string;
  now: number;
  jobs: {
    /** The number of jobs by status. */
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

/** A row of the table of export jobs. */
export interface JobView {
  id: number;
  status: KnownJobStatus;
  /** Comma-separated dot paths. Absent: all fields. */
  fields?: string;
  /** Which profiles it exports and what it adds to them, in words. Never empty. */
  filters: string[];
  /** The target dataset. A deleted one has no name. */
  dataset: { id: string; name?: string };
  created: number;
  updated: number;
  /** Number of exported profiles, once the job has succeeded. */
  profiles?: number;
  /** Ids of the batches that it wrote. */
  batches: string[];
  /** Why it failed. */
  errors: string[];
  /** The fault that is injected into the job. */
  fault?: JobFault["fault"];
}

/** A row of the table of datasets. */
export interface DatasetView {
  id: string;
  name: string;
  description?: string;
  /** Whether exports can be written to it: it is based on the profile union schema. */
  takesExports: boolean;
  created?: number;
  /** Number of batches in it. */
  batches: number;
}

/** `GET /emulator/console/batches?dataset=ID`: the newest batches of a dataset. */
export interface BatchView {
  id: string;
  status: string;
  created?: number;
  /** Number of rows. */
  records?: number;
  /** Total size of its files. */
  bytes: number;
}
