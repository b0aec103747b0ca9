import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Creates a folder and its missing parents. Node's own recursive mkdir loops forever where the
 * system always answers ENOENT: in /proc, and below a working directory that has been deleted.
 */
export async function makeFolder(folder: string): Promise<void> {
  const failure = await tryToMake(folder);
  if (failure === undefined) return;
  const parent = dirname(folder);
  if (failure.code !== "ENOENT" || parent === folder) throw failure;
  await makeFolder(parent);
  const secondFailure = await tryToMake(folder);
  if (secondFailure !== undefined) throw secondFailure;
}

/** @returns why the folder cannot be created; undefined if it exists now. */
async function tryToMake(folder: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder);
  } catch (error) {
    const exists = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    return exists ? undefined : (error as NodeJS.ErrnoException);
  }
}
