import { buildPulumi } from "./build";
import { findCached } from "./cache";
import { downloadPulumi } from "./download";
import { folderOnPath, inspectInstallation } from "./installation";
import { processSetting, type Setting } from "./setting";
import { oldestPulumi } from "./version";
import { CommandError } from "../command";

/** A real Pulumi CLI that can run Node programs. */
export interface PulumiCli {
  /** The folder of `pulumi` and what belongs to it; put first on PATH, it is the CLI that is found. */
  binDir: string;
  /** As `3.274.1`. */
  version: string;
  source: "PATH" | "cache" | "download" | "build";
}

/** Says why no CLI could be had and how to install one by hand. */
export class NoPulumiCli extends CommandError {}

/** A way to a CLI of the setting's release. It gives the folder or throws an error that says why it cannot. */
interface Way {
  source: PulumiCli["source"];
  find: (setting: Setting) => Promise<string> | string;
}

/** The quickest first. */
const ways: Way[] = [
  { source: "cache", find: findCached },
  { source: "download", find: downloadPulumi },
  { source: "build", find: buildPulumi },
];

/**
 * Finds a Pulumi CLI: the one on PATH, one kept by an earlier search, the official download, or one built from source.
 * Where none of the current release can be had, the same ways are tried for the oldest release that is supported.
 * What is downloaded or built is kept in a per-user cache. Each way that fails says why in one line.
 *
 * Throws NoPulumiCli when no way leads to one, and the signal's reason when the search is ended.
 */
export async function findPulumi(options: Partial<Setting> = {}): Promise<PulumiCli> {
  const setting = settingOf(options);
  const cli =
    (await inspect({ source: "PATH", find: findOnPath }, setting)) ??
    (await search(setting)) ??
    (await search({ ...setting, version: oldestPulumi }));
  return cli ?? none(setting);
}

/** Finds a CLI of the very release of the setting, whatever is on PATH, in the same way. */
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
