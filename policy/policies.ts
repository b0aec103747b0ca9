import { policyOf } from "./rule";
import { datasetTags } from "./rules/datasetTags";
import { emptyProfiles } from "./rules/emptyProfiles";
import { eventStart } from "./rules/eventStart";
import { forceDestroy } from "./rules/forceDestroy";
import { jobTimeout } from "./rules/jobTimeout";
import { largeExport } from "./rules/largeExport";
import { personalData } from "./rules/personalData";
import { retention } from "./rules/retention";
import { segmentFilter } from "./rules/segmentFilter";

/** The rules of the pack. */
export const policies = [
  policyOf(personalData),
  policyOf(segmentFilter),
  policyOf(largeExport),
  policyOf(emptyProfiles),
  policyOf(eventStart),
  policyOf(datasetTags),
  policyOf(forceDestroy),
  policyOf(jobTimeout),
  retention,
];
