import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../storage/folder";

/** A batch id (a ULID), with `.unfinished` while an export writes into the folder. */
const batchFolder = /^[0-9A-HJKMNP-TV-Z]{26}(\.unfinished)?$/;

/** The folders with the Parquet files of batches, one folder for each batch. */
export class Files {
  private constructor(private readonly root: string) {}

  /**
   * Opens the folders below `root`, which is created if it is missing. Deletes folders of unknown
   * batches: a killed export left them. Leaves everything that is not named like a batch.
   */
  static async open({ root, batches }: { root: string; batches: Iterable<string> }): Promise<Files> {
    await makeFolder(root);
    const files = new Files(root);
    const known = new Set(batches);
    const orphans = (await readdir(root)).filter((name) => batchFolder.test(name) && !known.has(name));
    await Promise.all(orphans.map((name) => files.delete(name)));
    return files;
  }

  /** The folder of a batch. It exists after an export has written it. */
  folder(batchId: string): string {
    return join(this.root, batchId);
  }

  async delete(batchId: string): Promise<void> {
    await rm(this.folder(batchId), { recursive: true, force: true });
  }
}
