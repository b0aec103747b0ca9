import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

/** An export names the segments whose profiles it exports. A filter by time alone is not enough. */
export const segmentFilter: Rule<ExportJob> = {
  name: "segment-filter",
  description: "An export is limited to segments.",
  level: "mandatory",
  kind: exportJob,
  settings: {},
  violations({ filter }) {
    if (filter?.segments && filter.segments.length > 0) return [];
    return [
      {
        property: "filter.segments",
        reason: "is not set, so all profiles of the sandbox are exported",
        remedy: "Name the segments that are needed, such as filter: { segments: [{ segmentId: … }] }",
      },
    ];
  },
};
