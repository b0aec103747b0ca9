import { startEmulator, type EmulatorOptions } from "../../emulator/server";
import { findPulumi, type PulumiCli } from "../../tools/pulumiCli/find";
import { tell, type Life } from "./life";
import { Project } from "./project";

let cli: PulumiCli;
// Where there is none yet it is fetched or built.
beforeAll(async () => {
  cli = await findPulumi();
}, 600_000);

/** Tells a life of a stack in a project of its own. */
export async function inProject(life: Life, options: EmulatorOptions = {}): Promise<void> {
  await tell(life, await Project.open({ cli, startAep: (data) => startEmulator({ ...options, data }) }));
}
