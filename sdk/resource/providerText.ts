/**
 * What the state says of the provider of a resource: where its code lies. States hold this text for as long as their resources live: see
 * `provider/index.ts`.
 */
export const providerText = (provider: "targetDataset" | "exportJob" | "stackIdentity"): string =>
  `exports.handler = () => require("pulumi-aep/provider").${provider}`;
