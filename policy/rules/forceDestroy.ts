import { targetDataset, type TargetDataset } from "../resource";
import { names, type Rule } from "../rule";

interface Settings {
  sandboxes: string[];
}

/** In production, no dataset is deleted together with its data. */
export const forceDestroy: Rule<TargetDataset, Settings> = {
  name: "force-destroy",
  description: "In production no dataset is deleted together with its data.",
  level: "mandatory",
  kind: targetDataset,
  settings: { sandboxes: names("Sandboxes that count as production.", "prod") },
  violations({ forceDestroy, sandboxName }, { sandboxes }) {
    if (!forceDestroy || sandboxName === undefined || !sandboxes.includes(sandboxName)) return [];
    return [
      {
        property: "forceDestroy",
        reason: `is true in production sandbox ${sandboxName}, so a destroy would delete the data too`,
        remedy: "Leave it out, or set it only for the run that deletes the data",
      },
    ];
  },
};
