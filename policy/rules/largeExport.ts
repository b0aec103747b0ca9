import { exportJob, type ExportJob } from "../resource";
import type { Rule } from "../rule";

interface Settings {
  limits: Record<string, number>;
}

const name = "large-export";

/**
 * An export holds no more profiles than its sandbox allows. Only a preview with
 * `aep:estimateProfiles` tells the number; without it nothing is refused.
 */
export const largeExport: Rule<ExportJob, Settings> = {
  name,
  description: "An export holds no more profiles than its sandbox allows.",
  level: "mandatory",
  kind: exportJob,
  settings: {
    limits: {
      type: "object",
      additionalProperties: { type: "integer", minimum: 0 },
      description: "The most profiles of one export, by sandbox. `*` stands for every other sandbox.",
      default: { "*": 1_000_000 },
    },
  },
  violations({ estimatedProfiles, sandboxName = "*" }, { limits }) {
    const limit = limits[sandboxName] ?? limits["*"];
    if (estimatedProfiles === undefined || limit === undefined || estimatedProfiles <= limit) return [];
    const place = sandboxName === "*" ? "an unknown sandbox" : `sandbox ${sandboxName}`;
    return [
      {
        property: "filter",
        reason: `selects up to ${inWords(estimatedProfiles)} profiles, but ${name} allows ${inWords(limit)} in ${place}`,
        remedy: "Narrow the filter, or raise the limit of the sandbox",
      },
    ];
  },
};

const inWords = (count: number): string => count.toLocaleString("en");
