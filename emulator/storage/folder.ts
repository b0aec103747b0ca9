import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder, and those above it that are missing. Node's own recursive mkdir never ends where the system answers
 * ENOENT for good: in /proc, or below a working folder that has been deleted.
 */
export async function makeFolder(folder: string): Promise<void> {
  const refused = await refusalOf(folder);
  if (refused === undefined) return;
  const parent = dirname(folder);
  if (refused.code !== "ENOENT" || parent === folder) throw refused;
  await makeFolder(parent);
  const refusedAgain = await refusalOf(folder);
  if (refusedAgain !== undefined) throw refusedAgain;
}

/** Why the system does not make the folder; undefined where it is there now. */
async function refusalOf(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder);
  } catch (error) {
    const isThere = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return isThere ? undefined : (error as NodeJS.ErrnoException);
  }
}
