import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BatchesById, DatasetsById } from "../../contract/catalog";
import type { BatchFiles, FileParts } from "../../contract/dataAccess";
import type { ExportJob, ExportJobPage } from "../../contract/exportJobs";
import { call, common, createDataset, createJob, data, readJob, run } from "../worlds/ownProcess";
import { eventually } from "../worlds/eventually";

const jobs = "/data/core/ups/export/jobs";

it("deletes unfinished batches of a killed export, and no other folder", async () => {
  const batches = join(data(), "batches");
  for (const name of ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW.unfinished", "mine"]) {
    await mkdir(join(batches, name), { recursive: true });
    await writeFile(join(batches, name, "part-0.parquet"), "PAR1");
  }
  const emulator = run(...common, "--data", data());
  await emulator.url();
  expect(await readdir(batches)).toEqual(["mine"]);
});

it("deletes the folder of an export that was killed while it wrote", async () => {
  const records = join(data(), "..", "many.ndjson");
  const profile = (id: number) => ({
    _id: String(id),
    identityMap: { ECID: [{ id: String(id), primary: true }] },
    person: { name: { firstName: `Ada ${"x".repeat(200)}` } },
  });
  await writeFile(records, Array.from({ length: 20_000 }, (_, id) => JSON.stringify(profile(id))).join("\n"));
  const flags = [...common, "--data", data(), "--profiles", records, "--concurrency", "1"];
  const first = run(...flags);
  const before = await first.url();
  const dataset = await createDataset(before);
  const made = [
    await createJob(before, dataset),
    await createJob(before, dataset),
    await createJob(before, dataset),
  ];
  const batches = join(data(), "batches");
  const unfinished = async () => (await readdir(batches)).filter((name) => name.endsWith(".unfinished"));
  // No pause: the kill must come after the folder is created and before it is renamed.
  while ((await unfinished()).length === 0);
  await first.end("SIGKILL");
  expect(await unfinished()).toHaveLength(1);

  const second = run(...flags, "--job-seconds", "0.5");
  const after = await second.url();
  expect(await unfinished()).toEqual([]);
  for (const { id } of made) await eventually(async () => (await readJob(after, id)).status === "SUCCEEDED");
  expect(await readdir(batches)).toHaveLength(made.length);
});

it("keeps all acknowledged objects through kills at any moment, and no job succeeds without its files", async () => {
  const acknowledged = { datasets: [] as string[], jobs: [] as number[] };
  for (let round = 0; round < 4; round += 1) {
    const emulator = run(...common, "--data", data());
    const url = await emulator.url();
    await checkAll(url, acknowledged);
    const working = keepBusy(url, acknowledged);
    await sleep(50 + Math.random() * 500);
    await emulator.end("SIGKILL");
    await working;
  }
  const url = await run(...common, "--data", data()).url();
  for (const id of acknowledged.jobs)
    await eventually(async () => (await readJob(url, id)).status === "SUCCEEDED");
  await checkAll(url, acknowledged);
  expect(acknowledged.jobs.length).toBeGreaterThan(4);
}, 60_000);

/** Creates datasets and jobs until the emulator is gone, and records the acknowledged ones. */
async function keepBusy(url: string, acknowledged: { datasets: string[]; jobs: number[] }): Promise<void> {
  for (let alive = true; alive;) {
    try {
      const dataset = await createDataset(url);
      acknowledged.datasets.push(dataset);
      for (let n = 0; n < 2; n += 1) acknowledged.jobs.push((await createJob(url, dataset)).id);
      await sleep(20);
    } catch {
      alive = false;
    }
  }
}

/**
 * Whether all that was acknowledged is there, each job once, and whether batches, jobs and files
 * agree.
 */
async function checkAll(url: string, acknowledged: { datasets: string[]; jobs: number[] }): Promise<void> {
  for (const id of acknowledged.datasets)
    expect(await call<DatasetsById>(url, "GET", `/data/foundation/catalog/dataSets/${id}`)).toHaveProperty(
      id,
    );
  const { records } = await call<ExportJobPage>(url, "GET", `${jobs}?limit=1000`);
  const ids = records.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(acknowledged.jobs));
  expect(new Set(ids).size).toBe(ids.length);
  const done = records.filter(({ status }) => status === "SUCCEEDED");
  expect(records.filter(({ status }) => status === "FAILED")).toEqual([]);
  for (const job of done) await checkFiles(url, job);
  const { length } = Object.keys(
    await call<BatchesById>(url, "GET", "/data/foundation/catalog/batches?limit=100"),
  );
  // Jobs still run, so there may be more batches by now.
  expect(length).toBeGreaterThanOrEqual(Math.min(done.length, 100));
}

async function checkFiles(url: string, { destination }: ExportJob): Promise<void> {
  const { batchId } = destination;
  expect(batchId).toMatch(/./);
  const files = await call<BatchFiles>(url, "GET", `/data/foundation/export/batches/${batchId}/files`);
  const fileId = files.data[0]?.dataSetFileId;
  const parts = await call<FileParts>(url, "GET", `/data/foundation/export/files/${fileId}`);
  expect(parts.data.length).toBeGreaterThan(0);
  for (const { name, length } of parts.data) {
    const bytes = await readFile(join(data(), "batches", batchId ?? "", name));
    expect([String(bytes.length), bytes.subarray(-4).toString()]).toEqual([length, "PAR1"]);
  }
}
