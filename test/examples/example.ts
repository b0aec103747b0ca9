import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EmulatorOptions } from "../../emulator/server";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

/** The folder of all examples. */
export const examplesDir = path.join(__dirname, "..", "..", "examples");

/** Tells the life of an example's stack, in a copy of the example; at its end nothing of it may be left. */
export function inExample(
  name: string,
  life: (project: Project) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  return inProject(async (project) => {
    const dir = path.join(examplesDir, name);
    cpSync(dir, project.folder, { recursive: true });
    // The harness looks for the state of a project of this name.
    const settings = readFileSync(path.join(dir, "Pulumi.yaml"), "utf8");
    project.write("Pulumi.yaml", settings.replace(/^name: .*$/m, "name: test"));
    await life(project);
  }, options);
}

/** Brings the stack up, sees that doing so again changes nothing, and answers its outputs. */
export async function upTwice<Outputs>(project: Project): Promise<Outputs> {
  await project.succeed("up", "--yes");
  const outputs = await project.outputs();
  await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  expect(await project.outputs()).toEqual(outputs);
  return outputs as Outputs;
}

export const destroy = (project: Project) => project.succeed("destroy", "--yes", "--skip-preview");
