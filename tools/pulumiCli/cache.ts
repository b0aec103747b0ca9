import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { inspectInstallation } from "./installation";
import type { Setting } from "./setting";

const aDayMs = 24 * 3600 * 1000;

/** What is kept in a folder. */
export interface Kept {
  /** Name and version, as `pulumi-3.230.0`. */
  name: string;
  /** Throws an error if what is in the folder does not work. */
  inspect: (dir: string) => Promise<unknown>;
}

const cliOf = (setting: Setting): Kept => ({
  name: `pulumi-${setting.version}`,
  inspect: (dir) => inspectInstallation(dir, setting),
});

/** The folder in which something is kept for this platform. */
const cachedDir = ({ cacheDir, platform, arch }: Setting, { name }: Pick<Kept, "name">): string =>
  path.join(cacheDir, `${name}-${platform}-${arch}`);

/** The folder kept by an earlier search, by default that of the CLI; throws an error when there is none. */
export function findCached(setting: Setting, kept: Pick<Kept, "name"> = cliOf(setting)): string {
  const dir = cachedDir(setting, kept);
  if (!existsSync(dir)) throw new Error(`none kept in ${dir} yet`);
  return dir;
}

/**
/**
 * Lets `fill` put a CLI, or something else, into a temporary folder, and moves the folder into the cache if what is in
 * it works. So the cache holds nothing partial, even if this process is killed. If two processes do so at once, the
 * first one wins.
 */
export async function keepInCache(
  setting: Setting,
  fill: (dir: string) => Promise<void>,
  what: Kept = cliOf(setting),
): Promise<string> {
  await makeFolder(setting.cacheDir);
  await removeAbandoned(setting.cacheDir);

  const kept = cachedDir(setting, what);
  const unfinished = await mkdtemp(path.join(setting.cacheDir, "unfinished-"));
  try {
    await fill(unfinished);
    await what.inspect(unfinished);
    // Fails if the folder exists: it is that of another process, or is damaged.
    await rename(unfinished, kept).catch(async () => {
      if (await works(kept, what)) return;
      await rm(kept, { recursive: true, force: true });
      await rename(unfinished, kept);
    });
    return kept;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function works(dir: string, { inspect }: Kept): Promise<boolean> {
  return inspect(dir).then(
    () => true,
    () => false,
  );
}

/** Removes the folders of processes that were killed while they filled them. */
async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith("unfinished-")) continue;
    const dir = path.join(cacheDir, name);
    const changed = await stat(dir).catch(() => undefined);
    if (changed && Date.now() - changed.mtimeMs > aDayMs) await rm(dir, { recursive: true, force: true });
  }
}
