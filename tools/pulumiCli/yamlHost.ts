import path from "node:path";
import { build, requireGo } from "./build";
import { findCached, keepInCache, type Kept } from "./cache";
import { folderOnPath } from "./installation";
import { processSetting, type Setting } from "./setting";

const command = "pulumi-language-yaml";

/** The release that is built: the newest that the Go module proxy has. */
const yamlHost: Kept = {
  name: "pulumi-yaml-1.25.0",
  inspect: (dir) =>
    folderOnPath(command, { env: { PATH: dir }, platform: process.platform }) === undefined
      ? Promise.reject(new Error(`no ${command} in ${dir}`))
      : Promise.resolve(),
};

/**
 * Finds the host with which a CLI runs YAML programs, and returns its folder: the one beside the CLI or on PATH, one
 * kept by an earlier search, or one built from source. The official CLI comes with a host.
 *
 * @param cliDir The folder of the CLI.
 */
export async function findYamlHost(cliDir: string, options: Partial<Setting> = {}): Promise<string> {
  const { signal = new AbortController().signal } = options;
  const setting = { ...processSetting(signal), ...options };
  const env = { PATH: cliDir + path.delimiter + (setting.env.PATH ?? "") };
  const installed = folderOnPath(command, { env, platform: setting.platform });
  if (installed !== undefined) return installed;
  try {
    return findCached(setting, yamlHost);
  } catch {
    return buildYamlHost(setting);
  }
}

async function buildYamlHost(setting: Setting): Promise<string> {
  await requireGo(setting, "yaml");
  const fill = async (dir: string): Promise<void> => {
    setting.say(`Building ${command} from source with Go: once, for a minute or two.`);
    const importPath = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml";
    await build({ module: "yaml", name: command, importPath, dir, started: Date.now(), setting });
  };
  return keepInCache(setting, fill, yamlHost);
}
