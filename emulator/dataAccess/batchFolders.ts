import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../storage/folder";

/** A batch's id, a ULID; `.unfinished` while an export writes into it. */
const batchFolder = /^[0-9A-HJKMNP-TV-Z]{26}(\.unfinished)?$/;

/** The folders that hold the Parquet files of batches, one folder a batch. */
export class Files {
  private constructor(private readonly root: string) {}

  /**
   * Opens the folders below `root`, which is made if need be, and deletes those of batches that never came to be. What does not
   * bear the name of a batch is somebody else's and stays.
   */
  static async open({ root, batches }: { root: string; batches: Iterable<string> }): Promise<Files> {
    await makeFolder(root);
    const files = new Files(root);
    const known = new Set(batches);
    const orphans = (await readdir(root)).filter((name) => batchFolder.test(name) && !known.has(name));
    await Promise.all(orphans.map((name) => files.delete(name)));
    return files;
  }

  /** The folder of a batch, which exists once an export has written it. */
  folder(batchId: string): string {
    return join(this.root, batchId);
  }

  async delete(batchId: string): Promise<void> {
    await rm(this.folder(batchId), { recursive: true, force: true });
  }
}
