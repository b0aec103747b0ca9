import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EmulatorOptions } from "../../emulator/server";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

/** The folder of all examples. */
export const examplesDir = path.join(__dirname, "..", "..", "examples");

/**
 * Runs a test with a copy of an example. The test fails if anything of the stack is left in AEP at
 * its end.
 */
export function inExample(
  name: string,
  life: (project: Project) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  return inProject(async (project) => {
    copyExample(name, project);
    await life(project);
  }, options);
}

/** Makes a copy of an example the program of a project. */
export function copyExample(name: string, project: Project): void {
  const dir = path.join(examplesDir, name);
  cpSync(dir, project.folder, { recursive: true });
  // The test project expects the state of a project of this name.
  const settings = readFileSync(path.join(dir, "Pulumi.yaml"), "utf8");
  project.write("Pulumi.yaml", settings.replace(/^name: .*$/m, "name: test"));
}

/** Runs `up`, checks that a second `up` changes nothing, and returns the outputs. */
export async function upTwice<Outputs>(project: Project): Promise<Outputs> {
  await project.succeed("up", "--yes");
  const outputs = await project.outputs();
  await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  expect(await project.outputs()).toEqual(outputs);
  return outputs as Outputs;
}

export const destroy = (project: Project) => project.succeed("destroy", "--yes", "--skip-preview");
