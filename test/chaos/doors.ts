import { findPulumi, type PulumiCli } from "../../tools/pulumiCli/find";
import { findYamlHost } from "../../tools/pulumiCli/yamlHost";
import type { Project } from "../worlds/project";
import { writeYamlProgram } from "./nativeProgram";
import { writeProgram, type Program } from "./program";

/** How the engine calls the provider: by dynamic resources of a Node program, or by the native plugin of a YAML program. */
export const doors = ["dynamic", "native"] as const;

export type DoorName = (typeof doors)[number];

/** A door with what its programs need. */
export interface Door {
  name: DoorName;
  cli: PulumiCli;
  /** Added to the environment of the CLI. */
  env: NodeJS.ProcessEnv;
  write: (project: Project, program: Program, guestDataset: string | undefined) => void;
}

export async function openDoor(name: DoorName): Promise<Door> {
  const cli = await findPulumi();
  if (name === "dynamic") return { name, cli, env: {}, write: writeProgram };
  const host = await findYamlHost(cli.binDir);
  const env = { PATH: [cli.binDir, host, process.env["PATH"]].join(":") };
  return { name, cli, env, write: writeYamlProgram };
}
