import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

/** A pipeline does not wait for an export for ever. */
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
        remedy: 'Set it, such as timeouts: { create: "2h" }; the export itself goes on after it',
      },
    ];
  },
};
