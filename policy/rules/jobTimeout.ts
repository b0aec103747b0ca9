import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

/** The wait for an export has a limit. */
export const jobTimeout: Rule<ExportJob> = {
  name: "job-timeout",
  description: "The wait for an export has a limit.",
  level: "advisory",
  kind: exportJob,
  settings: {},
  violations({ timeouts }) {
    if (timeouts?.create) return [];
    return [
      {
        property: "timeouts.create",
        reason: "is not set, so a run waits for the export without a limit",
        remedy: 'Set it, as in timeouts: { create: "2h" }; after it, the export itself goes on',
      },
    ];
  },
};
