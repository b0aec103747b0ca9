import { copyFile } from "node:fs/promises";
import path from "node:path";
import { keepInCache } from "./cache";
import { buildGo, requireGo, type GoProgram } from "./goBuild";
import type { Setting } from "./setting";

/** What is built. */
const commands = (version: string): GoProgram[] => [
  { module: `pulumi-${version}`, name: "pulumi", importPath: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  {
    module: "language",
    name: "pulumi-language-nodejs",
    importPath: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
];

/**
 * Builds the CLI and its Node language host from the Go module proxy into the cache, for machines that reach package
 * registries only. The launcher of dynamic resources is a script in the npm package `@pulumi/pulumi`.
 */
export async function buildPulumi(setting: Setting): Promise<string> {
  await requireGo(`pulumi-${setting.version}`, setting);
  return keepInCache(setting, async (dir) => {
    setting.say(`Building Pulumi ${setting.version} from source with Go: once, for some minutes.`);
    const started = Date.now();
    for (const command of commands(setting.version)) await buildGo({ ...command, dir, started, setting });
    await copyLauncher(dir);
  });
}

async function copyLauncher(dir: string): Promise<void> {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
  for (const name of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    await copyFile(path.join(sdk, name), path.join(dir, name));
  }
}
