import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

/** Profiles that consist of events only, mostly of unknown visitors, are not exported. */
export const emptyProfiles: Rule<ExportJob> = {
  name: "empty-profiles",
  description: "Profiles that consist of events only are not exported.",
  level: "advisory",
  kind: exportJob,
  settings: {},
  violations({ filter }) {
    if (!filter?.emptyProfiles) return [];
    return [
      {
        property: "filter.emptyProfiles",
        reason: "is true, so people without a profile record, who have events only, are exported too",
        remedy: "Leave it out",
      },
    ];
  },
};
