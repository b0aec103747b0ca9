/** What the generators of SDKs are told for each language. */
export const languages = {
  nodejs: {
    // A package of its own: the main one would make every program look for the plugin.
    packageName: "pulumi-aep-native",
    dependencies: { "@pulumi/pulumi": "^3.230.0" },
    respectSchemaVersion: true,
  },
  python: {
    packageName: "pulumi_aep",
    requires: { pulumi: ">=3.230.0,<4.0.0" },
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
  go: {
    importBasePath: "pulumi-aep/sdk/go/aep",
    generateResourceContainerTypes: true,
    respectSchemaVersion: true,
  },
  java: {
    dependencies: { "com.pulumi:pulumi": "1.36.1" },
  },
  csharp: {
    rootNamespace: "PulumiAep",
    respectSchemaVersion: true,
  },
};
