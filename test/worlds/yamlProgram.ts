import { stringify } from "yaml";
import type { Project } from "./project";

/** A resource of a YAML program. */
export interface YamlResource {
  type: string;
  properties?: object;
  options?: object;
  get?: object;
}

/** What a YAML program consists of. */
export interface YamlProgram {
  resources?: Record<string, YamlResource>;
  outputs?: object;
  variables?: object;
  config?: object;
}

/** Where a project finds the plugin: beside the installed npm package. */
export const plugins = { providers: [{ name: "aep", path: "../node_modules/pulumi-aep/plugin" }] };

/** Makes a YAML program the one of a project. */
export const writeYaml = (project: Project, program: YamlProgram): void =>
  project.write(
    "Pulumi.yaml",
    // The YAML host knows no references within a file.
    stringify({ name: "test", runtime: "yaml", plugins, ...program }, { aliasDuplicateObjects: false }),
  );
