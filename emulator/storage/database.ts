import { open, type Database as Table, type RootDatabase } from "lmdb";
import { Collection } from "./collection";

const holderKey = "holder";

/** Runs several writes as one. */
export interface Transactions {
  /** Either all writes are kept, or none. */
  transaction<T>(write: () => T): T;
}

/** An lmdb database in a folder. A write is on disk when its method returns. */
export class Database implements Transactions {
  protected readonly root: RootDatabase;
  private readonly holders: Table<string, string>;

  /** @param folder Where the database is kept; made if it is missing. */
  constructor(folder: string) {
    // Without overlapping sync a commit returns only when it is flushed: a crash cannot undo what
    // was answered.
    this.root = open({ path: folder, overlappingSync: false, maxDbs: 12 });
    this.holders = this.root.openDB({ name: "holders" });
  }

  transaction<T>(write: () => T): T {
    return this.root.transactionSync(write);
  }

  /** The address of the emulator that works on this database, or did so when it was killed. */
  get holder(): string | undefined {
    return this.holders.get(holderKey);
  }

  /**
   * Replaces the holder, unless another process has replaced it meanwhile.
   *
   * @returns whether the holder was still `from`.
   */
  replaceHolder({ from, to }: { from: string | undefined; to: string }): boolean {
    return this.transaction(() => {
      if (this.holder !== from) return false;
      this.holders.putSync(holderKey, to);
      return true;
    });
  }

  close(): Promise<void> {
    return this.root.close();
  }

  protected collection<T>(name: string): Collection<T> {
    return new Collection(this.root.openDB({ name }));
  }

  /** The bytes under a key, created once. */
  protected keep(key: string, create: () => Buffer): Buffer {
    const meta = this.root.openDB<Buffer, string>({ name: "meta", encoding: "binary" });
    return this.transaction(() => {
      const kept = meta.get(key) ?? create();
      void meta.put(key, kept);
      return Buffer.from(kept);
    });
  }
}
