import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { ExportJob } from "../../contract/exportJobs";
import { localClient } from "../../emulator/server";

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

/** The command as its users run it. Temporary files go to the test's own folder. */
export class Cli {
  readonly child: ChildProcess;
  private errors = "";

  constructor(...flags: string[]) {
    const env = { ...process.env, TMPDIR: temporary() };
    this.child = spawn(process.execPath, [join(root, "emulator/dist/cli.js"), ...flags], { env });
    this.child.stderr!.on("data", (text: Buffer) => (this.errors += text.toString()));
    running.push(this.child);
  }

  /** Waits for the line that says where it listens. */
  async url(): Promise<string> {
    for await (const line of createInterface(this.child.stdout!)) {
      const url = /^aep-emulator listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
      if (url) return url;
      throw new Error(`Unexpected line: ${line}`);
    }
    throw new Error(`It did not start: ${this.errors}`);
  }

  async end(signal?: NodeJS.Signals): Promise<{ code: number | null; errors: string }> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const closed = once(this.child, "close");
      if (signal) this.child.kill(signal);
      await closed;
    }
    return { code: this.child.exitCode, errors: this.errors };
  }
}

const running: ChildProcess[] = [];
/** Deleted after each test. */
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "process-"));
  await mkdir(temporary());
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

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
