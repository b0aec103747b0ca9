import { randomBytes } from "node:crypto";
import { open, type Database, type RootDatabase } from "lmdb";
import type { Dataset } from "../contract/catalog";
import type { MergePolicy } from "../contract/mergePolicies";
import type { SegmentDefinition } from "../contract/segments";
import { BatchStore } from "./catalog/batchStore";
import { Collection } from "./storage/collection";
import { JobStore } from "./exportJobs/store";
import type { Schedule } from "../contract/schedules";
import type { ExpirationRecord } from "./expirations/record";
import type { SegmentJobRecord } from "./segmentJobs/record";

const holderKey = "holder";
const clockKey = "ahead";

/**
 * The control plane's state: datasets, batches, export jobs, segment definitions and the like, each in a sandbox of its
 * own, and how far the clock is ahead. Kept in lmdb; a write is on disk when its method returns.
 */
export class Storage {
  readonly datasets: Collection<Dataset>;
  readonly segments: Collection<SegmentDefinition>;
  readonly mergePolicies: Collection<MergePolicy>;
  /** Which files of records a sandbox holds, and which state of them. */
  readonly loadedFiles: Collection<string>;
  readonly schedules: Collection<Schedule>;
  readonly segmentJobs: Collection<SegmentJobRecord>;
  readonly expirations: Collection<ExpirationRecord>;
  readonly batches: BatchStore;
  readonly jobs: JobStore;
  /** Key that signs access tokens, so that those given out hold over a restart. */
  readonly tokenKey: Buffer;
  private readonly root: RootDatabase;
  private readonly holders: Database<string, string>;
  private readonly clock: Database<number, string>;

  /** @param folder Where the state is kept; made if it is missing. */
  constructor(folder: string) {
    // Without overlapping sync a commit returns only when it is flushed: an answer never promises what a crash can undo.
    this.root = open({ path: folder, overlappingSync: false, maxDbs: 24 });
    this.datasets = new Collection(this.root.openDB({ name: "datasets" }));
    this.segments = new Collection(this.root.openDB({ name: "segments" }));
    this.mergePolicies = new Collection(this.root.openDB({ name: "mergePolicies" }));
    this.loadedFiles = new Collection(this.root.openDB({ name: "loadedFiles" }));
    this.schedules = new Collection(this.root.openDB({ name: "schedules" }));
    this.segmentJobs = new Collection(this.root.openDB({ name: "segmentJobs" }));
    this.expirations = new Collection(this.root.openDB({ name: "expirations" }));
    this.batches = new BatchStore(this.root);
    this.jobs = new JobStore(this.root);
    this.holders = this.root.openDB({ name: "holders" });
    this.clock = this.root.openDB({ name: "clock" });
    this.tokenKey = this.keep("tokenKey", () => randomBytes(32));
  }

  /** Runs several writes as one: all of them are kept, or none. */
  transaction<T>(write: () => T): T {
    return this.root.transactionSync(write);
  }

  /** The address of the emulator that works on this state, or did so when it was killed. */
  get holder(): string | undefined {
    return this.holders.get(holderKey);
  }

  /** Names another holder. @returns whether it was still the one to be replaced, whatever other processes did meanwhile. */
  replaceHolder({ from, to }: { from: string | undefined; to: string }): boolean {
    return this.transaction(() => {
      if (this.holder !== from) return false;
      this.holders.putSync(holderKey, to);
      return true;
    });
  }

  /** Milliseconds by which the emulator's clock is ahead of the machine's. */
  get clockAhead(): number {
    return this.clock.get(clockKey) ?? 0;
  }

  set clockAhead(milliseconds: number) {
    this.clock.putSync(clockKey, milliseconds);
  }

  close(): Promise<void> {
    return this.root.close();
  }

  private keep(key: string, create: () => Buffer): Buffer {
    const meta = this.root.openDB<Buffer, string>({ name: "meta", encoding: "binary" });
    return this.root.transactionSync(() => {
      const kept = meta.get(key) ?? create();
      void meta.put(key, kept);
      return Buffer.from(kept);
    });
  }
}
