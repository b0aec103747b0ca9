import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import type { ExportJobRequest } from "../../contract/exportJobs";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import type { EmulatorOptions } from "../../emulator/server";
import { listParts, type AepClient, type ExportedPart, type ExportJob } from "../../provider/aep";
import { emulatorClient } from "../../tools/quickstart/emulator";
import { LocalAep, type Answer } from "../worlds/localAep";
import { identityOf } from "./oracle";
import { fromJson, toJson, wholeRecord, type DataRecord, type Value } from "./value";
import { endOfJob } from "../worlds/eventually";

/** The result of an export. */
export interface Exported {
  job: ExportJob;
  /** The rows of all batches. */
  rows: DataRecord[];
  /** The rows of each batch, in the order in which the job names them. */
  batches: DataRecord[][];
  /** The Parquet files as they were downloaded. */
  files: Buffer[];
}

const schema = { name: "_xdm.context.profile" };

/** An emulator with the test's own records, called through the real client. */
export class LoadedAep {
  private constructor(
    private readonly folder: string,
    private readonly aep: LocalAep,
    readonly client: AepClient,
  ) {}

  /**
   * Starts an emulator on records, which are written to NDJSON files, or on files with given names and
   * contents.
   */
  static async start(
    {
      profiles = [],
      events = [],
      files,
    }: {
      profiles?: DataRecord[];
      events?: DataRecord[];
      files?: { profiles?: Record<string, string | Buffer>; events?: Record<string, string | Buffer> };
    },
    options: EmulatorOptions = {},
  ): Promise<LoadedAep> {
    const folder = await mkdtemp(path.join(tmpdir(), "aep-data-"));
    try {
      const write = async (contents: Record<string, string | Buffer>): Promise<string[]> => {
        const paths = Object.keys(contents).map((name) => path.join(folder, name));
        await Promise.all(Object.values(contents).map((content, at) => writeFile(paths[at] ?? "", content)));
        return paths;
      };
      const aep = await LocalAep.start({
        profiles: await write(files?.profiles ?? ndjsonFile("profiles", profiles)),
        events: await write(files?.events ?? ndjsonFile("events", events)),
        ...options,
      });
      return new LoadedAep(folder, aep, emulatorClient(aep.emulator.url));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.aep.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Creates a merge policy over the API. */
  async createMergePolicy(policy: Pick<MergePolicy, "attributeMerge" | "default">): Promise<MergePolicy> {
    const body = { schema, identityGraph: { type: "none" }, ...policy };
    const answer = await this.aep.call<MergePolicy>("POST", "/data/core/ups/config/mergePolicies", { body });
    expect(answer).toMatchObject({ status: 200, body: { id: expect.any(String) } });
    return answer.body;
  }

  /** Creates a segment definition over the API. */
  async createSegment(name: string, pql: string, mergePolicyId?: string): Promise<SegmentDefinition> {
    const answer = await this.postSegment(name, pql, mergePolicyId);
    expect(answer).toMatchObject({ status: 200, body: { id: expect.any(String) } });
    return answer.body;
  }

  /** Posts a segment definition. The API may refuse it. */
  postSegment(name: string, pql: string, mergePolicyId?: string): Promise<Answer<SegmentDefinition>> {
    const expression = { type: "PQL", format: "pql/text", value: pql };
    const body = { name, expression, schema, mergePolicyId };
    return this.aep.call("POST", "/data/core/ups/segment/definitions", { body });
  }

  /** Runs an export into a new dataset until it ends, well or badly. */
  async run(request: Partial<ExportJobRequest>): Promise<ExportJob> {
    const datasetId = await this.aep.createDataset();
    const { segmentPerBatch } = request.destination ?? {};
    const destination = { datasetId, ...(segmentPerBatch !== undefined && { segmentPerBatch }) };
    const { id } = await this.client.exportJobs.create({ schema, ...request, destination });
    return endOfJob(this.client, id);
  }

  /** Runs an export that succeeds, and reads its files. Rows, bytes and metrics must agree. */
  async export(request: Partial<ExportJobRequest> = {}): Promise<Exported> {
    const job = await this.run(request);
    expect(job).toMatchObject({ state: "succeeded", errors: [] });
    const parts = await listParts(this.client, job.batchIds);
    const batches: DataRecord[][] = [];
    const files: Buffer[] = [];
    for (const batchId of job.batchIds) {
      const rows: DataRecord[] = [];
      const own = parts.filter((part) => part.batchId === batchId);
      for (const part of own) {
        const bytes = await buffer(await this.client.files.read(part.fileId, part.name));
        expect([part.name, part.bytes]).toEqual([part.name, bytes.length]);
        files.push(bytes);
        rows.push(...(await readParquet(bytes)));
      }
      await this.checkBatch(batchId, own, rows.length);
      batches.push(rows);
    }
    await this.checkJob(job, batches);
    return { job, rows: batches.flat(), batches, files };
  }

  private async checkBatch(batchId: string, parts: ExportedPart[], rows: number): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    expect(await this.client.batches.get(batchId)).toMatchObject({
      status: "success",
      recordCount: rows,
      failedRecordCount: 0,
      metrics: { recordsWritten: rows, bytesWritten: bytes },
    });
    for await (const file of this.client.files.ofBatch(batchId)) {
      const own = parts.filter(({ fileId }) => fileId === file.dataSetFileId);
      expect(Number(file.size)).toBe(own.reduce((sum, part) => sum + part.bytes, 0));
    }
  }

  private async checkJob(
    { destination, batchIds, metrics }: ExportJob,
    batches: DataRecord[][],
  ): Promise<void> {
    const inDataset: string[] = [];
    for await (const { id } of this.client.batches.list({ dataSet: destination.datasetId ?? "" })) {
      inDataset.push(id);
    }
    expect(inDataset.sort()).toEqual([...batchIds].sort());
    const rows = batches.flat();
    expect(metrics?.totalExportedProfileCounter).toBe(rows.length);
    const byNamespace: Record<string, number> = {};
    for (const row of rows) {
      const identity = identityOf(row);
      if (identity === undefined) continue;
      const [namespace = ""] = JSON.parse(identity) as string[];
      byNamespace[namespace] = (byNamespace[namespace] ?? 0) + 1;
    }
    expect(metrics?.exportedProfileByNamespaceCounter).toEqual(byNamespace);
  }
}

function ndjsonFile(name: string, records: DataRecord[]): Record<string, string> {
  return records.length > 0 ? { [`${name}.ndjson`]: ndjson(records) } : {};
}

/** Records as NDJSON. */
export function ndjson(records: DataRecord[]): string {
  return records.map(toJson).join("\n");
}

/** The rows of a Parquet file in the form in which tests compare them. */
export async function readParquet(bytes: Buffer): Promise<DataRecord[]> {
  const { parquetReadObjects } = await import("hyparquet");
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  // By default, hyparquet drops a byte order mark at the start of a text.
  const stringFromBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
  const jsonFromBytes = (bytes: Uint8Array): Value => fromJson(stringFromBytes(bytes));
  const parsers = { stringFromBytes, jsonFromBytes };
  const rows = await parquetReadObjects({ file, parsers });
  return rows.map((row) => wholeRecord(row as DataRecord));
}
