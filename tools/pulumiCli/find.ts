import { buildPulumi } from "./build";
import { findCached } from "./cache";
import { downloadPulumi } from "./download";
import { folderOnPath, inspectInstallation } from "./installation";
import { processSetting, type Setting } from "./setting";
import { CommandError } from "../command";

/** A real Pulumi CLI that can run Node programs. */
export interface PulumiCli {
  /** The folder of `pulumi` and what belongs to it; put first on PATH, it is the CLI that is found. */
  binDir: string;
  /** As `3.230.0`. */
  version: string;
  source: "PATH" | "cache" | "download" | "build";
}

/** Says why no CLI could be had and how to install one by hand. */
export class NoPulumiCli extends CommandError {}

/** A way to a CLI. It gives the folder or throws an error that says why it cannot. */
interface Way {
  source: PulumiCli["source"];
  find: (setting: Setting) => Promise<string> | string;
}

/** The quickest first. */
const ways: Way[] = [
  { source: "PATH", find: findOnPath },
  { source: "cache", find: findCached },
  { source: "download", find: downloadPulumi },
  { source: "build", find: buildPulumi },
];

/**
 * Finds a Pulumi CLI: the one on PATH, one kept by an earlier search, the official download, or one built from source.
 * What is downloaded or built is kept in a per-user cache. Each way that fails says why in one line.
 *
 * Throws NoPulumiCli when no way leads to one, and the signal's reason when the search is ended.
 */
export const findPulumi = (options: Partial<Setting> = {}): Promise<PulumiCli> => search(ways, options);

/** The same without the CLI on PATH, which may be of any version: the CLI found is of the very release of the setting. */
export const findRelease = (options: Partial<Setting>): Promise<PulumiCli> => search(ways.slice(1), options);

async function search(ways: Way[], options: Partial<Setting>): Promise<PulumiCli> {
  const { signal = new AbortController().signal, version } = options;
  const setting = { ...processSetting(signal, version), ...options };
  for (const { source, find } of ways) {
    try {
      const binDir = await find(setting);
      return { binDir, version: await inspectInstallation(binDir, setting), source };
    } catch (error) {
      setting.signal.throwIfAborted();
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      setting.say(`Pulumi CLI, ${source}: ${reason}`);
    }
  }
  throw new NoPulumiCli(
    `No Pulumi CLI could be found, downloaded or built. Install version ${setting.version} by hand ` +
      "(https://www.pulumi.com/docs/iac/download-install) so that `pulumi version` answers, and try again.",
  );
}

function findOnPath(setting: Setting): string {
  const binDir = folderOnPath("pulumi", setting);
  if (binDir === undefined) throw new Error("no pulumi on PATH");
  return binDir;
}
