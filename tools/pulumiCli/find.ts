import { buildPulumi } from "./build";
import { findCached } from "./cache";
import { downloadPulumi } from "./download";
import { folderOnPath, inspectInstallation } from "./installation";
import { processSetting, type Setting } from "./setting";
import { oldestPulumiVersion } from "./version";
import { CommandError } from "../command";

/** A real Pulumi CLI that can run Node programs. */
export interface PulumiCli {
  /** The folder of `pulumi` and its plugins. To use this CLI, put the folder first on PATH. */
  binDir: string;
  /** As `3.274.1`. */
  version: string;
  source: "PATH" | "cache" | "download" | "build";
}

/** The error if no CLI is found. Its message says why, and how to install one by hand. */
export class NoPulumiCli extends CommandError {}

/** A way to get a CLI of the setting's release. `find` returns the folder, or throws an error that says why there is none. */
interface Way {
  source: PulumiCli["source"];
  find: (setting: Setting) => Promise<string> | string;
}

/** The ways, the fastest first. */
const ways: Way[] = [
  { source: "cache", find: findCached },
  { source: "download", find: downloadPulumi },
  { source: "build", find: buildPulumi },
];

/**
 * Finds a Pulumi CLI: the one on PATH, one kept by an earlier search, the official download, or one built from source;
 * of a current release, else of the oldest that is supported.
 * A CLI that is downloaded or built is kept in a cache of the user. Each way that fails prints one line with the cause.
 *
 * Throws NoPulumiCli if all ways fail, and the reason of the signal if the search is aborted.
 */
export async function findPulumi(options: Partial<Setting> = {}): Promise<PulumiCli> {
  const setting = settingOf(options);
  const onPath = await inspect({ source: "PATH", find: findOnPath }, setting);
  return (
    onPath ??
    (await search(setting)) ??
    (await search({ ...setting, version: oldestPulumiVersion })) ??
    none(setting)
  );
}

/** As {@link findPulumi}, but without the CLI on PATH, so that the CLI is exactly the release of the setting. */
export async function findRelease(options: Partial<Setting>): Promise<PulumiCli> {
  const setting = settingOf(options);
  return (await search(setting)) ?? none(setting);
}

const settingOf = (options: Partial<Setting>): Setting => ({
  ...processSetting(options.signal ?? new AbortController().signal),
  ...options,
});

async function search(setting: Setting): Promise<PulumiCli | undefined> {
  for (const way of ways) {
    const cli = await inspect(way, setting);
    if (cli) return cli;
  }
  return undefined;
}

async function inspect({ source, find }: Way, setting: Setting): Promise<PulumiCli | undefined> {
  try {
    const binDir = await find(setting);
    return { binDir, version: await inspectInstallation(binDir, setting), source };
  } catch (error) {
    setting.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const release = source === "PATH" ? "" : ` ${setting.version}`;
    setting.say(`Pulumi CLI${release}, ${source}: ${reason}`);
    return undefined;
  }
}

function none({ version }: Setting): never {
  throw new NoPulumiCli(
    `No Pulumi CLI could be found, downloaded or built. Install version ${version} by hand ` +
      "(https://www.pulumi.com/docs/iac/download-install) so that `pulumi version` answers, and try again.",
  );
}

function findOnPath(setting: Setting): string {
  const binDir = folderOnPath("pulumi", setting);
  if (binDir === undefined) throw new Error("no pulumi on PATH");
  return binDir;
}
