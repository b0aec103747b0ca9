import { DynamicProcess, DynamicProvider } from "./dynamic";
import { onEndOfEngine } from "./endOfEngine";
import { exportJobLifecycle } from "./exportJob";
import { targetDatasetLifecycle } from "./targetDataset";

// The engine shows what a dynamic provider prints as a message of the run.
// eslint-disable-next-line no-console -- there is no other way to reach the user from here
const engine = new DynamicProcess((message) => console.log(message), onEndOfEngine);

/**
 * What the engine runs for resources of type `aep:TargetDataset`. States hold the text
 * `require("pulumi-aep/provider").targetDataset` for as long as their resources live: this name must stay.
 */
export const targetDataset = new DynamicProvider(targetDatasetLifecycle, engine);

/** What the engine runs for resources of type `aep:ExportJob`; this name must stay, as that of {@link targetDataset}. */
export const exportJob = new DynamicProvider(exportJobLifecycle, engine);

/** What the engine runs for the resource of type `aep:StackIdentity`; this name must stay, as that of {@link targetDataset}. */
export { stackIdentity } from "./stackIdentity";

export * from "./aep";
export { parquetFiles, profileUnionSchema, type TargetDatasetInputs } from "./targetDatasetInputs";
export {
  profileSchemaName,
  type ExportEventList,
  type ExportJobFilter,
  type ExportJobInputs,
  type ExportJobTimeouts,
  type ExportSegment,
} from "./exportJobInputs";
export { adoptableDataset } from "./datasetTakeover";
export { durationMs } from "./duration";
export { endOfForgotten } from "./forgottenJob";
export { answersOf, hasEnded, type ExportJobAnswers } from "./exportJobState";
export { exportInWords } from "./exportInWords";
export { adoptableJob } from "./jobTakeover";
export { lookUpReferences } from "./references";
export { Session } from "./session";
export { waitForEnd } from "./waiting";
