import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { ExportJob } from "../../contract/exportJobs";
import { localClient } from "../../emulator/server";
import { eventually } from "./localAep";

const root = resolve(__dirname, "../..");

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
class Cli {
  readonly child: ChildProcess;
  private errors = "";

  constructor(...flags: string[]) {
    const env = { ...process.env, TMPDIR: temporary };
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
let folder: string;
let temporary: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "process-"));
  temporary = join(folder, "tmp");
  await mkdir(temporary);
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

async function call<T>(url: string, method: string, path: string, body?: object): Promise<T> {
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

async function createDataset(url: string): Promise<string> {
  const [reference] = await call<string[]>(url, "POST", "/data/foundation/catalog/dataSets", {
    name: "x",
    schemaRef: { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" },
  });
  return reference?.split("/").at(-1) ?? "";
}

function createJob(url: string, datasetId: string): Promise<ExportJob> {
  return call<ExportJob>(url, "POST", "/data/core/ups/export/jobs", {
    destination: { datasetId },
    schema: { name: "_xdm.context.profile" },
  });
}

function readJob(url: string, id: number): Promise<ExportJob> {
  return call<ExportJob>(url, "GET", `/data/core/ups/export/jobs/${id}`);
}

function data(): string {
  return join(folder, "data");
}

const common = ["--port", "0", "--access-token", "static"];

it("takes up after a kill what was at work and what waited", async () => {
  const first = new Cli(...common, "--data", data(), "--job-seconds", "60", "--concurrency", "1");
  const before = await first.url();
  const dataset = await createDataset(before);
  const [atWork, waiting] = [await createJob(before, dataset), await createJob(before, dataset)];
  await eventually(async () => (await readJob(before, atWork.id)).status === "PROCESSING" || undefined);
  await first.end("SIGKILL");

  const second = new Cli(...common, "--data", data());
  const after = await second.url();
  for (const { id } of [atWork, waiting]) {
    await eventually(async () => (await readJob(after, id)).status === "SUCCEEDED" || undefined);
  }
  const batches = await call<object>(after, "GET", `/data/foundation/catalog/batches?dataSet=${dataset}`);
  expect(Object.keys(batches)).toHaveLength(2);
  expect((await readdir(join(data(), "batches"))).sort()).toEqual(Object.keys(batches).sort());
  expect((await createJob(after, dataset)).id).toBe(waiting.id + 1);
  expect(await second.end("SIGTERM")).toEqual({ code: 0, errors: "" });
});

it("ends cleanly on SIGINT, in the middle of a job too, and deletes its temporary folder", async () => {
  const cli = new Cli(...common, "--job-seconds", "60");
  const url = await cli.url();
  expect(await readdir(temporary)).not.toEqual([]);
  await createJob(url, await createDataset(url));
  expect(await cli.end("SIGINT")).toEqual({ code: 0, errors: "" });
  expect(await readdir(temporary)).toEqual([]);
});

it("refuses a data folder that another one works on", async () => {
  const first = new Cli(...common, "--data", data());
  await first.url();
  const second = await new Cli(...common, "--data", data()).end();
  expect(second).toEqual({
    code: 1,
    errors: `aep-emulator: Data folder ${data()} is in use by another emulator.\n`,
  });
});

it("refuses a port that is in use", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { code, errors } = await new Cli("--port", String(port)).end();
  server.close();
  expect({ code, errors }).toEqual({
    code: 1,
    errors: `aep-emulator: Port ${port} is in use; choose another one, or 0 for a free one.\n`,
  });
});

it.each([
  [
    "a file that is not there",
    ["--profiles", "/nowhere/x.ndjson"],
    1,
    /^aep-emulator: .*\/nowhere\/x\.ndjson.*\n$/,
  ],
  ["a data folder that is a file", ["--data", __filename], 1, /^aep-emulator: .*\n$/],
  ["a port that is none", ["--port", "http"], 2, /^error: .*--port.*\n$/],
  ["a port out of range", ["--port", "70000"], 2, /^error: .*65535.*\n$/],
  ["an unknown flag", ["--prot", "1"], 2, /^error: unknown option '--prot'/],
  ["an unknown quirk", ["--quirks", "odd"], 2, /^error: .*There is no quirk "odd"/],
  ["a negative time", ["--job-seconds", "-1"], 2, /^error: /],
  ["an argument", ["now"], 2, /^error: too many arguments/],
])("refuses %s in a line", async (_what, flags, code, errors) => {
  const ended = await new Cli("--port", "0", ...flags).end();
  expect(ended).toEqual({ code, errors: expect.stringMatching(errors) });
});
