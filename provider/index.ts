import { DynamicProcess } from "./doors/dynamic/dynamicProcess";
import { DynamicProvider } from "./doors/dynamic/dynamicProvider";
import { onEndOfEngine } from "./doors/endOfEngine";
import { datasetExpirationLifecycle } from "./datasetExpiration/lifecycle";
import { exportJobLifecycle } from "./exportJob/lifecycle";
import { segmentDefinitionLifecycle } from "./segmentDefinition/lifecycle";
import { targetDatasetLifecycle } from "./targetDataset/lifecycle";

// The engine shows what a dynamic provider prints as a message of the run.
// eslint-disable-next-line no-console -- there is no other way to reach the user from here
const dynamicProcess = new DynamicProcess((message) => console.log(message), onEndOfEngine);

// States hold the text `require("pulumi-aep/provider").<name>` for as long as their resources live:
// these names must stay.
export const targetDataset = new DynamicProvider(targetDatasetLifecycle, dynamicProcess);
export const exportJob = new DynamicProvider(exportJobLifecycle, dynamicProcess);
export const datasetExpiration = new DynamicProvider(datasetExpirationLifecycle, dynamicProcess);
export const segmentDefinition = new DynamicProvider(segmentDefinitionLifecycle, dynamicProcess);
export { stackIdentity } from "./doors/dynamic/stackIdentity";
