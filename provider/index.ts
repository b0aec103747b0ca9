import { DynamicProcess, DynamicProvider } from "./doors/dynamic/dynamicProvider";
import { onEndOfEngine } from "./doors/dynamic/endOfEngine";
import { exportJobLifecycle } from "./exportJob/lifecycle";
import { targetDatasetLifecycle } from "./targetDataset/lifecycle";

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
export { stackIdentity } from "./doors/dynamic/stackIdentity";

export * from "./aep";
export { parquetFiles, profileUnionSchema, type TargetDatasetInputs } from "./targetDataset/inputs";
export {
  profileSchemaName,
  type ExportEventList,
  type ExportJobFilter,
  type ExportJobInputs,
  type ExportJobTimeouts,
  type ExportSegment,
} from "./exportJob/declaration/inputs";
export { adoptableDataset } from "./targetDataset/adopt";
export { durationMs } from "./inputs/duration";
export { endOfForgotten } from "./exportJob/end/forgotten";
export { answersOf, hasEnded, type ExportJobAnswers } from "./exportJob/declaration/state";
export { exportInWords } from "./exportJob/declaration/words";
export { adoptableJob } from "./exportJob/adopt";
export { lookUpReferences } from "./exportJob/declaration/references";
export { Session } from "./lifecycle/session";
export { waitForEnd } from "./exportJob/end/wait";
