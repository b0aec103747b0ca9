import { startEmulator, type EmulatorOptions } from "../../emulator/server";
import { findPulumi, type PulumiCli } from "../../tools/pulumiCli/find";
import { Project } from "./project";

let cli: PulumiCli;
// Where there is none yet it is fetched or built.
beforeAll(async () => {
  cli = await findPulumi();
}, 600_000);

/** Tells a life of a stack in a project of its own, then looks that the life has left neither an object nor a secret. */
export async function inProject(
  life: (project: Project) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const project = await Project.open({ cli, startAep: (data) => startEmulator({ ...options, data }) });
  try {
    await life(project);
    expect(await project.left()).toEqual({ datasets: [], jobs: [], batches: [], resources: [] });
    expect(project.secretsShown()).toEqual([]);
  } finally {
    await project.close();
  }
}
