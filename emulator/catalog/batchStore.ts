import type { Database, RootDatabase } from "lmdb";
import type { Batch } from "../../contract/catalog";
import { Collection, fits, last } from "../storage/collection";

/** A batch with what the Catalog answers and the parts that Data Access serves. */
export interface BatchRecord {
  datasetId: string;
  batch: Batch;
  /** The files in the folder of the batch. `length` is in bytes. */
  parts: { name: string; length: number }[];
}

/** Batches, found by id and by dataset. */
export class BatchStore extends Collection<BatchRecord> {
  private readonly byDataset: Database<true, [sandbox: string, datasetId: string, id: string]>;

  constructor(root: RootDatabase) {
    super(root.openDB({ name: "batches" }));
    this.byDataset = root.openDB({ name: "batchesByDataset" });
  }

  override put(sandbox: string, id: string, record: BatchRecord): void {
    super.put(sandbox, id, record);
    this.byDataset.putSync([sandbox, record.datasetId, id], true);
  }

  override delete(sandbox: string, id: string): boolean {
    const record = this.get(sandbox, id);
    if (record) this.byDataset.removeSync([sandbox, record.datasetId, id]);
    return super.delete(sandbox, id);
  }

  /** The batches of a dataset, oldest first. */
  *ofDataset(sandbox: string, datasetId: string): Generator<[id: string, record: BatchRecord]> {
    if (!fits(datasetId)) return;
    for (const [, , id] of this.byDataset.getKeys(ofDataset(sandbox, datasetId))) {
      const record = this.get(sandbox, id);
      if (record) yield [id, record];
    }
  }

  /** At most `limit` batches of a dataset, newest first. */
  newestOfDataset(sandbox: string, datasetId: string, limit: number): [id: string, record: BatchRecord][] {
    const { start, end } = ofDataset(sandbox, datasetId);
    const keys = this.byDataset.getKeys({ reverse: true, start: end, end: start, limit });
    return [...keys].flatMap(([, , id]) => {
      const record = this.get(sandbox, id);
      return record ? [[id, record]] : [];
    });
  }

  countOfDataset(sandbox: string, datasetId: string): number {
    return this.byDataset.getKeysCount(ofDataset(sandbox, datasetId));
  }

  /** Ids of all batches in all sandboxes. */
  *ids(): Generator<string> {
    for (const [, id] of this.db.getKeys({})) yield id;
  }
}

/** The range of keys of a dataset's batches. */
function ofDataset(sandbox: string, datasetId: string): Record<"start" | "end", [string, string, string]> {
  const start = [sandbox, datasetId] as unknown as [string, string, string];
  return { start, end: [sandbox, datasetId, last] };
}
