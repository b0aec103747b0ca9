import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localClient } from "../emulator/server";
import { Storage } from "../emulator/stores";
import type { JobRecord } from "../emulator/exportJobs/machine";
import type { AepClient, ExportJob } from "../provider/aep";
import { EmulatorProcess } from "../tools/emulatorProcess";
import { emulatorClient } from "../tools/quickstart/emulator";
import { exportedFields, ProfileTable, segmentId } from "./profileTable";
import { ResidentMemory } from "./residentMemory";
import { quantile, spreadOf } from "./statistics";

/** The costs of the emulator: medians in milliseconds, resident memory in megabytes of a million bytes. */
export interface EmulatorFigures {
  profiles: number;
  /** An export of three fields of half the profiles, from POST to `SUCCEEDED`; beside it the same query as a bare `COPY`. */
  exportMs: number;
  copyMs: number;
  /** The highest value during the export. */
  residentMb: number;
  /** Ten exports at once. */
  tenMs: number;
  tenCopyMs: number;
  /** 95 % of reads were answered in this time while the ten exports ran. */
  readMs: number;
  /** From the DELETE of a running export until it is `CANCELLED`. */
  cancelMs: number;
  /** Time from the start of the process, with the sample, until it prints its address; and its memory at rest. */
  readyMs: number;
  idleMb: number;
  /** The first and the last page of 100 jobs, out of `jobs` jobs. */
  jobs: number;
  firstPageMs: number;
  lastPageMs: number;
}

export interface EmulatorOptions {
  profiles: number;
  jobs: number;
  rounds: number;
  say: (line: string) => void;
}

/** Measures the emulator as a process of its own. */
export async function measureEmulator(options: EmulatorOptions): Promise<EmulatorFigures> {
  const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-bench-"));
  try {
    return {
      profiles: options.profiles,
      jobs: options.jobs,
      ...(await measureStart(dir, options)),
      ...(await measurePaging(dir, options)),
      ...(await measureExports(dir, options)),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureStart(dir: string, { rounds, say }: EmulatorOptions) {
  const ready: number[] = [];
  const idle: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const emulator = await start({ data: path.join(dir, `start-${round}`) });
    ready.push(emulator.readyMs);
    // It still loads its sample, and then rests.
    await sleep(5_000);
    idle.push(emulator.memory.nowMb);
    await emulator.stop();
  }
  const figures = { readyMs: spreadOf(ready).median, idleMb: spreadOf(idle).median };
  say(`emulator: ready after ${figures.readyMs.toFixed(0)} ms, ${figures.idleMb.toFixed(0)} MB at rest`);
  return figures;
}

interface Started {
  url: string;
  /** Milliseconds from its start until it printed its address. */
  readyMs: number;
  memory: ResidentMemory;
  stop: () => Promise<unknown>;
}

async function start({ data, profiles }: { data: string; profiles?: string }): Promise<Started> {
  const started = performance.now();
  const own = profiles === undefined ? [] : ["--profiles", profiles];
  const emulator = new EmulatorProcess(["--port", "0", "--data", data, ...own], { stderr: "inherit" });
  const url = await emulator.url();
  return {
    url,
    readyMs: performance.now() - started,
    memory: new ResidentMemory(emulator.pid),
    stop: () => emulator.end("SIGTERM"),
  };
}

async function measurePaging(dir: string, { jobs, say }: EmulatorOptions) {
  const data = path.join(dir, "paging");
  const pageSize = 100;
  const storage = new Storage(path.join(data, "state"));
  storage.transaction(() => {
    for (let made = 0; made < jobs; made += 1)
      storage.jobs.put("prod", endedJob(storage.jobs.nextId(), made));
  });
  await storage.close();
  const emulator = await start({ data });
  try {
    const read = await reader(emulator.url);
    const first: number[] = [];
    const last: number[] = [];
    for (let time = 0; time < 40; time += 1) {
      first.push(await read(`${jobsPath}?limit=${pageSize}`));
      last.push(await read(`${jobsPath}?limit=${pageSize}&offset=${epoch}_${pageSize + 1}`));
    }
    const figures = { firstPageMs: spreadOf(first).median, lastPageMs: spreadOf(last).median };
    say(
      `emulator: first page of ${jobs} jobs ${figures.firstPageMs.toFixed(1)} ms, last ${figures.lastPageMs.toFixed(1)} ms`,
    );
    return figures;
  } finally {
    await emulator.stop();
  }
}

async function measureExports(dir: string, { profiles, rounds, say }: EmulatorOptions) {
  const table = await ProfileTable.make({ dir: path.join(dir, "bare"), profiles });
  const data = path.join(dir, "exports");
  // The emulator is started again, so that the peak of loading does not count for the export.
  const loading = await start({ data, profiles: await table.write() });
  await loading.stop();
  say(`emulator: ${profiles} profiles loaded in ${(loading.readyMs / 1000).toFixed(1)} s`);
  const emulator = await start({ data });
  try {
    const client = emulatorClient(emulator.url);
    const datasetId = await newDataset(client);
    emulator.memory.forgetPeak();
    const [single, bare, ten, tenBare, cancelled]: number[][] = [[], [], [], [], []];
    const reads: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare?.push(await table.copy());
      single?.push(await exportsMs(client, { datasetId, atOnce: 1 }));
      tenBare?.push(await table.copy(10));
      const reading = keepReading(emulator.url, `${datasetsPath}/${datasetId}`);
      ten?.push(await exportsMs(client, { datasetId, atOnce: 10 }));
      reads.push(...(await reading.stop()));
      cancelled?.push(await cancelMs(client, datasetId));
      say(`emulator: round ${round + 1} of exports done`);
    }
    const residentMb = emulator.memory.peakMb;
    return {
      exportMs: middle(single),
      copyMs: middle(bare),
      residentMb,
      tenMs: middle(ten),
      tenCopyMs: middle(tenBare),
      readMs: quantile(
        reads.sort((one, other) => one - other),
        0.95,
      ),
      cancelMs: middle(cancelled),
    };
  } finally {
    await emulator.stop();
    table.close();
  }
}

const middle = (values: number[] = []): number => spreadOf(values).median;

const newDataset = (client: AepClient): Promise<string> =>
  client.datasets.create({
    name: "Bench",
    schemaRef: {
      id: "https://ns.adobe.com/xdm/context/profile__union",
      contentType: "application/vnd.adobe.xed+json;version=1",
    },
    fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
  });

const startExport = (client: AepClient, datasetId: string): Promise<ExportJob> =>
  client.exportJobs.create({
    fields: exportedFields.join(","),
    filter: { segments: [{ segmentId }] },
    schema: { name: "_xdm.context.profile" },
    destination: { datasetId },
  });

async function exportsMs(
  client: AepClient,
  { datasetId, atOnce }: { datasetId: string; atOnce: number },
): Promise<number> {
  const started = performance.now();
  const jobs = await Promise.all(Array.from({ length: atOnce }, () => startExport(client, datasetId)));
  // Ten watchers together poll as often as one does, so that the load of polling is the same.
  const everyMs = 10 * atOnce;
  const ended = await Promise.all(
    jobs.map(({ id }) => reached(client, id, { statuses: ["SUCCEEDED", "FAILED"], everyMs })),
  );
  const failed = ended.find(({ status }) => status === "FAILED");
  if (failed) throw new Error(`An export failed: ${JSON.stringify(failed.errors)}`);
  return performance.now() - started;
}

async function cancelMs(client: AepClient, datasetId: string): Promise<number> {
  const { id } = await startExport(client, datasetId);
  await reached(client, id, { statuses: ["PROCESSING"] });
  await sleep(100);
  const started = performance.now();
  await client.exportJobs.cancel(id);
  const { status } = await reached(client, id, { statuses: ["CANCELLED", "SUCCEEDED"] });
  if (status !== "CANCELLED") throw new Error("The export had ended before it could be cancelled.");
  return performance.now() - started;
}

/** Looks at a job until it has one of the statuses. */
async function reached(
  client: AepClient,
  id: string,
  { statuses, everyMs = 10 }: { statuses: string[]; everyMs?: number },
): Promise<ExportJob> {
  for (;;) {
    const job = await client.exportJobs.get(id);
    if (job === undefined) throw new Error(`Job ${id} is gone.`);
    if (statuses.includes(job.status)) return job;
    await sleep(everyMs);
  }
}

/**
 * Reads a dataset and a page of jobs in turn, every 20 ms, until it is stopped. Does not wait for the answer before the
 * next read. Then returns how long each read took.
 */
function keepReading(url: string, datasetPath: string): { stop: () => Promise<number[]> } {
  let stopped = false;
  const reads: Promise<number>[] = [];
  const done = (async () => {
    const read = await reader(url);
    const started = performance.now();
    while (!stopped) {
      const taken = read(reads.length % 2 === 0 ? datasetPath : `${jobsPath}?limit=20`);
      // A failure is reported with the results of all reads.
      taken.catch(() => undefined);
      reads.push(taken);
      await sleep(Math.max(0, started + reads.length * 20 - performance.now()));
    }
    return Promise.all(reads);
  })();
  return {
    stop() {
      stopped = true;
      return done;
    },
  };
}

/** Makes GETs with little overhead, and returns the milliseconds of each. */
async function reader(url: string): Promise<(path: string) => Promise<number>> {
  const { clientId, clientSecret, orgId } = localClient;
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: "openid",
  };
  const answer = await fetch(`${url}/ims/token/v3`, { method: "POST", body: new URLSearchParams(form) });
  if (!answer.ok) throw new Error(`A token was refused: ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = {
    authorization: `Bearer ${token}`,
    "x-api-key": clientId,
    "x-gw-ims-org-id": orgId,
    "x-sandbox-name": "prod",
  };
  return async (path) => {
    const started = performance.now();
    const read = await fetch(url + path, { headers });
    await read.arrayBuffer();
    if (!read.ok) throw new Error(`GET ${path} was answered ${read.status}`);
    return performance.now() - started;
  };
}

const jobsPath = "/data/core/ups/export/jobs";
const datasetsPath = "/data/foundation/catalog/dataSets";

/** When the first of the made-up jobs was created: 2026-01-01T00:00:00Z, in milliseconds. */
const epoch = 1_767_225_600_000;

const endedJob = (id: number, made: number): JobRecord => ({
  id,
  jobType: "BATCH",
  profileInstanceId: "ups",
  status: "SUCCEEDED",
  schema: { name: "_xdm.context.profile" },
  requestId: `request-${id}`,
  computeGatewayJobId: {},
  metrics: { totalTime: { startTimeInMs: epoch + made, endTimeInMs: epoch + made + 1, totalTimeInMs: 1 } },
  destination: { datasetId: "5b020a27e7040801dedba61b", segmentPerBatch: false, batchId: "" },
  imsOrgId: localClient.orgId,
  creationTime: epoch + made,
  updateTime: epoch + made + 1,
});
