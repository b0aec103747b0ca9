import { existsSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { inspectInstallation } from "./installation";
import type { Setting } from "./setting";

const aDayMs = 24 * 3600 * 1000;

/** The folder that the CLI of this version and platform is kept in. */
function cachedDir({ cacheDir, version, platform, arch }: Setting): string {
  return path.join(cacheDir, `pulumi-${version}-${platform}-${arch}`);
}

/** The folder of the CLI that an earlier search kept. Throws an error if there is none. */
export function findCached(setting: Setting): string {
  const dir = cachedDir(setting);
  if (!existsSync(dir)) throw new Error(`none kept in ${dir} yet`);
  return dir;
}

/**
 * Lets `fill` put a CLI into a temporary folder, and moves the folder into the cache if the CLI works. So the cache holds
 * no partial CLI, even if this process is killed. If two processes do so at once, the first one wins.
 */
export async function keepInCache(setting: Setting, fill: (dir: string) => Promise<void>): Promise<string> {
  await makeFolder(setting.cacheDir);
  await removeAbandoned(setting.cacheDir);

  const kept = cachedDir(setting);
  const unfinished = await mkdtemp(path.join(setting.cacheDir, "unfinished-"));
  try {
    await fill(unfinished);
    await inspectInstallation(unfinished, setting);
    // Fails if the folder exists: it is that of another process, or is damaged.
    await rename(unfinished, kept).catch(async () => {
      if (await works(kept, setting)) return;
      await rm(kept, { recursive: true, force: true });
      await rename(unfinished, kept);
    });
    return kept;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function works(dir: string, setting: Setting): Promise<boolean> {
  return inspectInstallation(dir, setting).then(
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
