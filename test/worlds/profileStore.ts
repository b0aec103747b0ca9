import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import {
  ProfileStore,
  type BatchPlan,
  type ExportOutcome,
  type ExportPlan,
} from "../../emulator/profiles/index";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonRecord = { [key: string]: Json };

/** A profile store in a folder of its own, and what was exported from it as plain JSON. */
export class LocalProfiles {
  private count = 0;

  private constructor(
    readonly folder: string,
    public store: ProfileStore,
  ) {}

  static async open(clock?: () => number): Promise<LocalProfiles> {
    const folder = mkdtempSync(path.join(tmpdir(), "profiles-"));
    return new LocalProfiles(folder, await ProfileStore.open({ folder, clock }));
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.store = await ProfileStore.open({ folder: this.folder });
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes a file into the folder and answers its path. */
  async file(name: string, content: string | Buffer): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, content);
    return file;
  }

  async load(records: { profiles?: JsonRecord[]; events?: JsonRecord[] }, sandbox = "prod") {
    const lines = async (kind: string, all: JsonRecord[] = []): Promise<string[]> =>
      all.length > 0
        ? [
            await this.file(
              `${kind}-${(this.count += 1)}.ndjson`,
              all.map((record) => JSON.stringify(record)).join("\n"),
            ),
          ]
        : [];
    return this.store.load({
      sandbox,
      profiles: await lines("profiles", records.profiles),
      events: await lines("events", records.events),
    });
  }

  /** A folder for a batch. */
  batch(segments?: BatchPlan["segments"]): BatchPlan {
    const batchId = `batch-${(this.count += 1)}`;
    return { batchId, folder: path.join(this.folder, batchId), segments };
  }

  async run(
    request: Partial<ExportPlan["request"]>,
    options: {
      sandbox?: string;
      attributeMerge?: MergePolicy["attributeMerge"];
      definitions?: SegmentDefinition[];
      batches?: BatchPlan[];
      signal?: AbortSignal;
    } = {},
  ): Promise<ExportOutcome> {
    return this.store.export(
      {
        sandbox: options.sandbox ?? "prod",
        request: { schema: { name: "_xdm.context.profile" }, ...request },
        mergePolicy: { id: "policy", attributeMerge: options.attributeMerge },
        segmentDefinitions: options.definitions ?? [],
        batches: options.batches ?? [this.batch()],
      },
      options.signal ?? new AbortController().signal,
    );
  }

  /** The rows of an export into one batch, without absent values. */
  async export(
    request: Partial<ExportPlan["request"]> = {},
    options: Omit<Parameters<LocalProfiles["run"]>[1], "batches"> = {},
  ): Promise<JsonRecord[]> {
    const batch = this.batch();
    const outcome = await this.run(request, { ...options, batches: [batch] });
    const rows = await readBatch(batch);
    expect(outcome.profiles).toBe(rows.length);
    return rows;
  }
}

/** The rows of a batch, without absent values. */
export async function readBatch(
  { folder }: BatchPlan,
  names = ["part-00000.parquet"],
): Promise<JsonRecord[]> {
  const { asyncBufferFromFile, parquetReadObjects } = await import("hyparquet");
  const rows: JsonRecord[] = [];
  for (const name of names) {
    for (const row of await parquetReadObjects({
      file: await asyncBufferFromFile(path.join(folder, name)),
    })) {
      rows.push(present(plain(row)) as JsonRecord);
    }
  }
  return rows;
}

/** A value without its absent parts: JSON's null and a missing key say the same. */
export function present(value: Json): Json {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => [key, present(member)]),
  );
}

/** What a Parquet reader gives, as JSON. */
function plain(value: unknown): Json {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return (value ?? null) as Json;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** A primary identity. */
export function email(id: string): JsonRecord {
  return { Email: [{ id, primary: true }] };
}

/** Who a record is of, and what AEP notes of it. */
export interface Told {
  id: string;
  ingestTime?: number;
  source?: string;
}

/** A record with a primary identity and system metadata. */
export const record = ({ id, ingestTime, source }: Told, values: JsonRecord): JsonRecord => ({
  identityMap: email(id),
  ...values,
  _acp_system_metadata: { ...(ingestTime && { ingestTime }), ...(source && { sourceDatasetId: source }) },
});
export const idOf = (row: JsonRecord): string =>
  ((row["identityMap"] as JsonRecord)["Email"] as { id: string }[])[0]?.id ?? "";
/** The ids of the primary identities of rows, sorted. */
export const ids = (rows: JsonRecord[]): string[] => rows.map(idOf).sort();
