import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

/** An export of events has a lower bound in time. */
export const eventStart: Rule<ExportJob> = {
  name: "event-start",
  description: "An export of events has a lower bound in time.",
  level: "mandatory",
  kind: exportJob,
  settings: {},
  violations({ additionalFields }) {
    const eventList = additionalFields?.eventList;
    if (!eventList || eventList.filter?.fromIngestTimestamp) return [];
    return [
      {
        property: "additionalFields.eventList.filter.fromIngestTimestamp",
        reason: "is not set, so every event ever ingested is exported",
        remedy: "Set it to the time from which events are needed, such as 2026-01-31T00:00:00Z",
      },
    ];
  },
};
