import { startEmulator, type EmulatorOptions } from "../../emulator/server";
import { findPulumi, type PulumiCli } from "../../tools/pulumiCli/find";
import { findYamlHost } from "../../tools/pulumiCli/yamlHost";
import { tell, type Life } from "./life";
import { Project } from "./project";
import type { YamlProgram } from "./yamlProgram";

export { plugins, writeYaml, type YamlProgram, type YamlResource } from "./yamlProgram";

let cli: PulumiCli;
let host: string;
// Where there is none yet it is fetched or built.
beforeAll(async () => {
  cli = await findPulumi();
  host = await findYamlHost(cli.binDir);
}, 600_000);

/** A YAML program of a dataset and an export job to it, both called `profiles`. */
export const yamlPair = ({
  dataset = {},
  job = {},
  options = {},
}: { dataset?: object; job?: object; options?: object } = {}): YamlProgram => ({
  resources: {
    dataset: { type: "aep:TargetDataset", properties: { name: "Profiles", forceDestroy: true, ...dataset } },
    job: {
      type: "aep:ExportJob",
      properties: { dataset: "${dataset.id}", fields: ["person.name"], ...job },
      options,
    },
  },
  outputs: {
    datasetId: "${dataset.id}",
    jobId: "${job.id}",
    status: "${job.status}",
    profileCount: "${job.profileCount}",
  },
});

/** Tells a life of a YAML stack in a project of its own. */
export async function inYamlProject(life: Life, options: EmulatorOptions = {}): Promise<void> {
  const project = await Project.open({ cli, startAep: (data) => startEmulator({ ...options, data }) });
  project.env = { PATH: [cli.binDir, host, process.env["PATH"]].join(":") };
  await tell(life, project);
}
