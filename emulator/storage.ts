import { randomBytes } from "node:crypto";
import { open, type Database, type RootDatabase } from "lmdb";
import type { Batch, Dataset } from "../contract/catalog";
import type { MergePolicy, SegmentDefinition } from "../contract/segments";
import type { JobRecord } from "./jobMachine";

/** A batch as the emulator keeps it: what the Catalog answers, and the parts that Data Access serves. */
export interface BatchRecord {
  datasetId: string;
  batch: Batch;
  /** Files of the batch, in its own folder; sizes in bytes. */
  parts: { name: string; length: number }[];
}

/** One object of a sandbox, by its id. */
type SandboxKey = [sandbox: string, id: string];

/** Sorts behind every id of a list, whether string or number. */
const last = "\uffff";

const holderKey = "holder";

/**
 * The control plane's state: datasets, batches, export jobs, segment definitions and merge policies, each in a sandbox
 * of its own. Kept in lmdb; a write is on disk when its method returns.
 */
export class Storage {
  readonly datasets: Collection<Dataset>;
  readonly segments: Collection<SegmentDefinition>;
  readonly mergePolicies: Collection<MergePolicy>;
  /** Which files of records a sandbox holds, and which state of them. */
  readonly loadedFiles: Collection<string>;
  readonly batches: BatchStore;
  readonly jobs: JobStore;
  /** Key that signs access tokens, so that those given out hold over a restart. */
  readonly tokenKey: Buffer;
  private readonly root: RootDatabase;
  private readonly holders: Database<string, string>;

  /** @param folder Where the state is kept; made if it is missing. */
  constructor(folder: string) {
    // Without overlapping sync a commit returns only when it is flushed: an answer never promises what a crash can undo.
    this.root = open({ path: folder, overlappingSync: false, maxDbs: 12 });
    this.datasets = new Collection(this.root.openDB({ name: "datasets" }));
    this.segments = new Collection(this.root.openDB({ name: "segments" }));
    this.mergePolicies = new Collection(this.root.openDB({ name: "mergePolicies" }));
    this.loadedFiles = new Collection(this.root.openDB({ name: "loadedFiles" }));
    this.batches = new BatchStore(this.root);
    this.jobs = new JobStore(this.root);
    this.holders = this.root.openDB({ name: "holders" });
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

/** Objects by id, in as many sandboxes as there are. Ids sort by the time of their creation where they carry it. */
export class Collection<T> {
  constructor(protected readonly db: Database<T, SandboxKey>) {}

  get(sandbox: string, id: string): T | undefined {
    return fits(id) ? this.db.get([sandbox, id]) : undefined;
  }

  put(sandbox: string, id: string, value: T): void {
    this.db.putSync([sandbox, id], value);
  }

  /** @returns whether there was one. */
  delete(sandbox: string, id: string): boolean {
    return fits(id) && this.db.removeSync([sandbox, id]);
  }

  /** All of a sandbox, in the order of their ids. */
  *list(sandbox: string): Generator<[id: string, value: T]> {
    for (const { key, value } of this.db.getRange({ start: [sandbox], end: [sandbox, last] }))
      yield [key[1], value];
  }

  /** The last of a sandbox in the order of their ids, backwards. */
  newest(sandbox: string, limit: number): [id: string, value: T][] {
    const range = this.db.getRange({ reverse: true, start: [sandbox, last], end: [sandbox], limit });
    return [...range].map(({ key, value }) => [key[1], value]);
  }

  /** How many a sandbox has. */
  count(sandbox: string): number {
    return this.db.getKeysCount({ start: [sandbox], end: [sandbox, last] });
  }
}

/** Batches, found by id and by dataset. */
class BatchStore extends Collection<BatchRecord> {
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

  /** The batches of one dataset, oldest first. */
  *ofDataset(sandbox: string, datasetId: string): Generator<[id: string, record: BatchRecord]> {
    if (!fits(datasetId)) return;
    for (const [, , id] of this.byDataset.getKeys(ofDataset(sandbox, datasetId))) {
      const record = this.get(sandbox, id);
      if (record) yield [id, record];
    }
  }

  /** The newest batches of one dataset, newest first. */
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

/** The keys of one dataset's batches. */
function ofDataset(sandbox: string, datasetId: string): Record<"start" | "end", [string, string, string]> {
  const start = [sandbox, datasetId] as unknown as [string, string, string];
  return { start, end: [sandbox, datasetId, last] };
}

/** Which jobs a list holds: at most `limit`, from an offset on, of one status and made up to some time where these are given. */
export interface JobPage {
  status?: string;
  /** Milliseconds since 1970. */
  madeUntil?: number;
  offset: JobOffset;
  limit: number;
}

/** Where a list of jobs begins: behind the job with an id, or after skipping a number of them. */
export type JobOffset = { afterId: number } | { skip: number };

/** Export jobs, newest first, found by id and by status. */
class JobStore {
  private readonly db: Database<JobRecord, [sandbox: string, id: number]>;
  private readonly byStatus: Database<true, [sandbox: string, status: string, id: number]>;
  private readonly counter: Database<number, string>;

  constructor(root: RootDatabase) {
    this.db = root.openDB({ name: "jobs" });
    this.byStatus = root.openDB({ name: "jobsByStatus" });
    this.counter = root.openDB({ name: "counter" });
  }

  /** The next job's id, the same number never twice: call it in the transaction that puts the job. */
  nextId(): number {
    const id = (this.counter.get("job") ?? 0) + 1;
    this.counter.putSync("job", id);
    return id;
  }

  get(sandbox: string, id: number): JobRecord | undefined {
    return this.db.get([sandbox, id]);
  }

  put(sandbox: string, job: JobRecord): void {
    const before = this.get(sandbox, job.id);
    if (before && before.status !== job.status) this.byStatus.removeSync([sandbox, before.status, job.id]);
    this.db.putSync([sandbox, job.id], job);
    this.byStatus.putSync([sandbox, job.status, job.id], true);
  }

  delete(sandbox: string, id: number): void {
    const before = this.get(sandbox, id);
    if (before) this.byStatus.removeSync([sandbox, before.status, id]);
    this.db.removeSync([sandbox, id]);
  }

  /**
   * A page of those jobs that `counts` lets pass, newest first. A late page costs no more than an early one when it begins
   * behind an id.
   */
  list(sandbox: string, page: JobPage, counts: (job: JobRecord) => boolean = () => true): JobRecord[] {
    const found: JobRecord[] = [];
    const { madeUntil = Infinity } = page;
    for (const job of this.newestFirst(sandbox, page)) {
      if ((job.creationTime ?? 0) <= madeUntil && counts(job)) found.push(job);
      if (found.length === page.limit) break;
    }
    return found;
  }

  /** How many of a sandbox's jobs have this status. */
  count(sandbox: string, status: string): number {
    const end: [string, string, number] = [sandbox, status, Number.MAX_SAFE_INTEGER];
    return this.byStatus.getKeysCount({ start: [sandbox, status, 0], end });
  }

  private *newestFirst(sandbox: string, { status, offset }: JobPage): Generator<JobRecord> {
    const before = "afterId" in offset ? offset.afterId : Number.MAX_SAFE_INTEGER;
    const range = {
      reverse: true,
      exclusiveStart: true,
      ...("skip" in offset && { offset: offset.skip }),
    };
    if (status === undefined) {
      const all = this.db.getRange({ ...range, start: [sandbox, before], end: [sandbox, 0] });
      for (const { value } of all) yield value;
      return;
    }
    if (!fits(status)) return;
    const keys = this.byStatus.getKeys({
      ...range,
      start: [sandbox, status, before],
      end: [sandbox, status, 0],
    });
    for (const [, , id] of keys) {
      const job = this.get(sandbox, id);
      if (job) yield job;
    }
  }

  /** Every job with this status in every sandbox, oldest first. */
  withStatus(status: string, sandboxes: readonly string[]): { sandbox: string; id: number }[] {
    return sandboxes.flatMap((sandbox) => {
      const keys = this.byStatus.getKeys({
        start: [sandbox, status, 0],
        end: [sandbox, status, Number.MAX_SAFE_INTEGER],
      });
      return [...keys].map(([, , id]) => ({ sandbox, id }));
    });
  }
}

/** Whether a string that a client sent can be a key: lmdb refuses long ones with an error. */
function fits(id: string): boolean {
  return id.length <= 200 && !id.includes("\0");
}
