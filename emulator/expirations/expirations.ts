import { randomUUID } from "node:crypto";
import type { Dataset } from "../../contract/catalog";
import { forgetDataset } from "../catalog/forgetDataset";
import type { Files } from "../dataAccess/batchFolders";
import type { CatalogStorage } from "../catalog/storage";
import type { Collection } from "../storage/collection";
import { createdAt, recorded, type ExpirationRecord } from "./record";

/** The tag by which the Catalog tells when a dataset expires, in milliseconds since 1970. */
const tag = "adobe/hygiene/ttl";
/** Milliseconds from an expiration's execution to its completion. */
const executionTime = 60 * 60 * 1000;

/** What expirations read and keep. */
export interface ExpirationStorage extends CatalogStorage {
  expirations: Collection<ExpirationRecord>;
}

export interface ExpirationsOptions {
  storage: ExpirationStorage;
  files: Files;
  sandboxes: readonly string[];
  clock: () => number;
}

/** What a client says of an expiration; `expiry` is in milliseconds since 1970. */
interface ExpirationFields {
  expiry: number;
  displayName: string;
  description?: string;
}

/** The expirations of datasets. Those that are due are executed when {@link executeDue} is called. */
export class Expirations {
  /** Nothing is due before; milliseconds since 1970. */
  private nextDue = -Infinity;

  constructor(private readonly options: ExpirationsOptions) {}

  create(
    sandbox: string,
    { datasetId, ...fields }: ExpirationFields & { datasetId: string },
  ): ExpirationRecord {
    const { storage, clock } = this.options;
    const datasetName = storage.datasets.get(sandbox, datasetId)?.name;
    const pending = {
      ttlId: `SD-${randomUUID()}`,
      datasetId,
      datasetName,
      ...fields,
      status: "pending",
    } as const;
    return this.keep(sandbox, recorded(pending, "created", clock()));
  }

  /** An expiration by its own id, or the newest one of a dataset. */
  find(sandbox: string, id: string): ExpirationRecord | undefined {
    return this.options.storage.expirations.get(sandbox, id) ?? this.ofDataset(sandbox, id).at(-1);
  }

  /** The expirations of a sandbox, oldest first. */
  list(sandbox: string): ExpirationRecord[] {
    const all = [...this.options.storage.expirations.list(sandbox)].map(([, expiration]) => expiration);
    return all.sort((one, other) => createdAt(one) - createdAt(other));
  }

  change(sandbox: string, expiration: ExpirationRecord, fields: Partial<ExpirationFields>): ExpirationRecord {
    return this.keep(sandbox, recorded({ ...expiration, ...fields }, "updated", this.options.clock()));
  }

  cancel(sandbox: string, expiration: ExpirationRecord): ExpirationRecord {
    const status = "cancelled";
    return this.keep(sandbox, recorded({ ...expiration, status }, status, this.options.clock()));
  }

  /** How many are pending in all sandboxes. */
  get pending(): number {
    const all = this.options.sandboxes.flatMap((sandbox) => this.list(sandbox));
    return all.filter(({ status }) => status === "pending").length;
  }

  /** Deletes the datasets whose time has come. */
  async executeDue(): Promise<void> {
    const { storage, files, sandboxes, clock } = this.options;
    const now = clock();
    if (now < this.nextDue) return;
    const batches = storage.transaction(() => sandboxes.flatMap((sandbox) => this.executeIn(sandbox, now)));
    const dues = sandboxes.flatMap((sandbox) => this.list(sandbox).map(dueAt));
    this.nextDue = Math.min(Infinity, ...dues);
    await Promise.all(batches.map((batchId) => files.delete(batchId)));
  }

  /** @returns the ids of the batches whose files are to be deleted. */
  private executeIn(sandbox: string, now: number): string[] {
    const { storage } = this.options;
    const orphans: string[] = [];
    for (const expiration of this.list(sandbox)) {
      let current = expiration;
      if (current.status === "pending" && dueAt(current) <= now) {
        orphans.push(...forgetDataset(storage, sandbox, current.datasetId));
        current = recorded({ ...current, status: "executing" }, "executing", current.expiry);
      }
      if (current.status === "executing" && dueAt(current) <= now) {
        current = recorded({ ...current, status: "completed" }, "completed", dueAt(current));
      }
      if (current !== expiration) storage.expirations.put(sandbox, current.ttlId, current);
    }
    return orphans;
  }

  private ofDataset(sandbox: string, datasetId: string): ExpirationRecord[] {
    return this.list(sandbox).filter((expiration) => expiration.datasetId === datasetId);
  }

  private keep(sandbox: string, expiration: ExpirationRecord): ExpirationRecord {
    const { storage } = this.options;
    storage.transaction(() => {
      storage.expirations.put(sandbox, expiration.ttlId, expiration);
      const dataset = storage.datasets.get(sandbox, expiration.datasetId);
      if (dataset) storage.datasets.put(sandbox, expiration.datasetId, tagged(dataset, expiration));
    });
    this.nextDue = Math.min(this.nextDue, expiration.expiry);
    return expiration;
  }
}

/** When time changes the status of an expiration, in milliseconds since 1970. */
function dueAt({ status, expiry }: ExpirationRecord): number {
  if (status === "pending") return expiry;
  return status === "executing" ? expiry + executionTime : Infinity;
}

/** The dataset as the Catalog tells of it while an expiration is pending, and after. */
function tagged(dataset: Dataset, { status, expiry }: ExpirationRecord): Dataset {
  const { [tag]: _before, ...tags } = dataset.tags ?? {};
  return { ...dataset, tags: status === "pending" ? { ...tags, [tag]: [String(expiry)] } : tags };
}
