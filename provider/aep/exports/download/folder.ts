import { mkdir, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder and all missing folders above it. Node's own recursive mkdir never ends where the
 * system always answers ENOENT: in /proc, or below a working folder that has been deleted.
 */
export async function makeFolder(folder: string): Promise<void> {
  const refused = await refusalOf(folder);
  if (refused === undefined) return;
  const parent = path.dirname(folder);
  if (refused.code !== "ENOENT" || parent === folder) throw refused;
  await makeFolder(parent);
  const refusedAgain = await refusalOf(folder);
  if (refusedAgain !== undefined) throw refusedAgain;
}

/** Tries to make the folder and returns the error of the system; undefined if the folder exists now. */
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
