import type { CatalogStorage } from "./storage";

/**
 * Forgets a dataset with its batches. To be called in a transaction.
 *
 * @returns the ids of the batches, whose files are to be deleted.
 */
export function forgetDataset(storage: CatalogStorage, sandbox: string, id: string): string[] {
  const batches = [...storage.batches.ofDataset(sandbox, id)].map(([batchId]) => batchId);
  for (const batchId of batches) storage.batches.delete(sandbox, batchId);
  storage.datasets.delete(sandbox, id);
  return batches;
}
