import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

/** Profiles of which there are only events, mostly of unknown visitors, stay where they are. */
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
        reason:
          "is true, so people without a profile record, of whom there are events only, are exported too",
        remedy: "Leave it out",
      },
    ];
  },
};
