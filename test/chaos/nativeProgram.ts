import type { Project } from "../worlds/project";
import { writeYaml, type YamlResource } from "../worlds/yamlProgram";
import type { JobDeclaration, Program } from "./program";

/** Key of the stack's configuration that explicit providers take the client secret from. */
export const secretKey = "test:ownSecret";

/** Makes a program the one of a project, in YAML and with the types of the native plugin. */
export function writeYamlProgram(project: Project, program: Program, guestDataset: string | undefined): void {
  const isSecretConfigured = "AEP_CLIENT_SECRET" in project.env;
  const { datasets, guests, segment, twoProviders } = program;
  const resources: Record<string, YamlResource> = {};
  const optionsOf = (type: string, name: string, aliases: string[] = []) => ({
    ...(aliases.length > 0 && { aliases: aliases.map((alias) => urnOf(type, alias)) }),
    ...(twoProviders && providerOf(name)),
  });
  const declareJobs = (prefix: string, dataset: string | undefined, jobs: JobDeclaration[]) => {
    let previous: string | undefined;
    for (const { name, aliases, followsPrevious, args } of jobs) {
      const { timeouts, ofOwnSegment, ...properties } = args;
      const full = `${prefix}-${name}`;
      resources[full] = {
        type: "aep:ExportJob",
        properties: {
          dataset,
          ...properties,
          ...(ofOwnSegment &&
            segment && {
              filter: { segments: [{ segmentId: `\${${segment.name}.id}` }] },
              evaluationInfo: { segmentation: true },
            }),
        },
        options: {
          ...optionsOf("ExportJob", name, aliases),
          // A wait that an update resumes is as long as that of the creation.
          ...(timeouts && { customTimeouts: { create: timeouts.create, update: timeouts.create } }),
          ...(followsPrevious && previous && { dependsOn: [`\${${previous}}`] }),
        },
      };
      previous = full;
    }
  };

  if (twoProviders)
    for (const name of providers)
      resources[name] = {
        type: "pulumi:providers:aep",
        properties: isSecretConfigured ? { clientSecret: "${ownSecret}" } : {},
      };
  if (segment)
    resources[segment.name] = {
      type: "aep:SegmentDefinition",
      properties: segment.args,
      options: optionsOf("SegmentDefinition", segment.name),
    };
  for (const { name, aliases, args, jobs, expiration } of datasets) {
    resources[name] = {
      type: "aep:TargetDataset",
      properties: args,
      options: optionsOf("TargetDataset", name, aliases),
    };
    declareJobs(name, `\${${name}.id}`, jobs);
    if (expiration)
      resources[expiration.name] = {
        type: "aep:DatasetExpiration",
        properties: { dataset: `\${${name}.id}`, ...expiration.args },
        options: optionsOf("DatasetExpiration", expiration.name),
      };
  }
  declareJobs("guest", guestDataset, guests);
  writeYaml(project, {
    resources,
    ...(twoProviders && isSecretConfigured && { config: { ownSecret: { type: "string", secret: true } } }),
  });
}

const providers = ["one", "two"] as const;

/** The option `provider` of a resource, by a digit of its name, which aliases keep. What was imported has none. */
function providerOf(name: string): { provider?: string } {
  const [digit] = /\d/.exec(name) ?? [];
  return digit === undefined ? {} : { provider: `\${${providers[Number(digit) % 2 ? 1 : 0]}}` };
}

const urnOf = (type: string, name: string) => `urn:pulumi:local::test::aep:index:${type}::${name}`;
