import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ExportJob } from "../../contract/exportJobs";
import { localClient } from "../../emulator/server";
import { EmulatorProcess } from "../../tools/emulatorProcess";

const root = resolve(__dirname, "../..");

/** Compiles the emulator, once for a test file. */
beforeAll(() => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [require.resolve("typescript/bin/tsc"), "-b", "emulator"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`The emulator does not compile:\n${stdout}`);
}, 120_000);

const running: EmulatorProcess[] = [];
/** Deleted after each test. */
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "process-"));
  await mkdir(temporary());
});

afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.end("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** An emulator that is ended with the test, if not before. Its temporary files go to the test's own folder. */
export function run(...flags: string[]): EmulatorProcess {
  const emulator = new EmulatorProcess(flags, { env: { TMPDIR: temporary() } });
  running.push(emulator);
  return emulator;
}

export async function call<T>(url: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: "Bearer static",
      "x-api-key": localClient.clientId,
      "x-gw-ims-org-id": localClient.orgId,
      "x-sandbox-name": "prod",
      "content-type": "application/json",
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

export async function createDataset(url: string): Promise<string> {
  const [reference] = await call<string[]>(url, "POST", "/data/foundation/catalog/dataSets", {
    name: "x",
    schemaRef: { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" },
  });
  return reference?.split("/").at(-1) ?? "";
}

export function createJob(url: string, datasetId: string): Promise<ExportJob> {
  return call<ExportJob>(url, "POST", "/data/core/ups/export/jobs", {
    destination: { datasetId },
    schema: { name: "_xdm.context.profile" },
  });
}

export function readJob(url: string, id: number): Promise<ExportJob> {
  return call<ExportJob>(url, "GET", `/data/core/ups/export/jobs/${id}`);
}

/** The data folder of this test's emulators. */
export function data(): string {
  return join(folder, "data");
}

/** Where this test's emulators keep temporary files. */
export function temporary(): string {
  return join(folder, "tmp");
}

/** Flags of an emulator on a free port, for {@link call}. */
export const common = ["--port", "0", "--access-token", "static"];
