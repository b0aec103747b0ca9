/**
 * The text by which the state of a resource names its provider: it says where the code is. States
 * hold this text as long as their resources exist, so it must not change: see `provider/index.ts`.
 */
export const providerText = (
  provider: "targetDataset" | "exportJob" | "datasetExpiration" | "segmentDefinition" | "stackIdentity",
): string => `exports.handler = () => require("pulumi-aep/provider").${provider}`;
