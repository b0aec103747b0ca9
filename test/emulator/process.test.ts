import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { call, common, createDataset, createJob, data, readJob, run, temporary } from "../worlds/ownProcess";
import { eventually } from "../worlds/eventually";

it("resumes running and waiting jobs after a kill", async () => {
  const first = run(...common, "--data", data(), "--job-seconds", "60", "--concurrency", "1");
  const before = await first.url();
  const dataset = await createDataset(before);
  const [atWork, waiting] = [await createJob(before, dataset), await createJob(before, dataset)];
  await eventually(async () => (await readJob(before, atWork.id)).status === "PROCESSING");
  await first.end("SIGKILL");

  const second = run(...common, "--data", data());
  const after = await second.url();
  for (const { id } of [atWork, waiting]) {
    await eventually(async () => (await readJob(after, id)).status === "SUCCEEDED");
  }
  const batches = await call<object>(after, "GET", `/data/foundation/catalog/batches?dataSet=${dataset}`);
  expect(Object.keys(batches)).toHaveLength(2);
  expect((await readdir(join(data(), "batches"))).sort()).toEqual(Object.keys(batches).sort());
  expect((await createJob(after, dataset)).id).toBe(waiting.id + 1);
  expect(await second.end("SIGTERM")).toEqual({ code: 0, errors: "" });
});

it("ends cleanly on SIGINT, also during a job, and deletes its temporary folder", async () => {
  const emulator = run(...common, "--job-seconds", "60");
  const url = await emulator.url();
  expect(await readdir(temporary())).not.toEqual([]);
  await createJob(url, await createDataset(url));
  expect(await emulator.end("SIGINT")).toEqual({ code: 0, errors: "" });
  expect(await readdir(temporary())).toEqual([]);
});

it("starts with the faults of a file, and listens on the loopback address only", async () => {
  const file = join(temporary(), "faults.json");
  await writeFile(file, JSON.stringify({ calls: [{ fault: "expired-token", times: 1 }] }));
  const url = await run(...common, "--faults", file).url();
  expect(await call(url, "GET", "/data/core/ups/export/jobs")).toMatchObject({ error_code: "401013" });
  expect(await call(url, "GET", "/data/core/ups/export/jobs")).toMatchObject({ records: [] });
  expect(await call(url, "GET", "/emulator/faults")).toMatchObject({ calls: [{ met: 1 }], total: 1 });

  const outside = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ internal, family }) => !internal && family === "IPv4"),
  );
  for (const { address } of outside)
    await expect(fetch(`http://${address}:${new URL(url).port}/emulator/faults`)).rejects.toThrow();
});

it.each([
  ["{", /faults\.json holds no JSON\.\n$/],
  [
    '{"calls": [{"fault": "latency"}, {"fault": "x"}]}',
    /The rules for faults are wrong: calls\[1\]\.fault: .*\n$/,
  ],
])("refuses the faults %s in one line", async (text, errors) => {
  const file = join(temporary(), "faults.json");
  await writeFile(file, text);
  const ended = await run(...common, "--faults", file).end();
  expect(ended).toEqual({ code: 1, errors: expect.stringMatching(errors) });
});

it("refuses a data folder that another emulator uses", async () => {
  const first = run(...common, "--data", data());
  await first.url();
  const second = await run(...common, "--data", data()).end();
  expect(second).toEqual({
    code: 1,
    errors: `aep-emulator: Data folder ${data()} is in use by another emulator.\n`,
  });
});

const onLinux = process.platform === "linux" ? it : it.skip;

onLinux("refuses at once a data folder that cannot be created", async () => {
  expect(await run(...common, "--data", "/proc/x").end()).toEqual({
    code: 1,
    errors: "aep-emulator: Data folder /proc/x cannot be made (ENOENT); choose another one.\n",
  });
});

it("refuses a port that is in use", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { code, errors } = await run("--port", String(port)).end();
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
])("refuses %s in one line", async (_what, flags, code, errors) => {
  const ended = await run("--port", "0", ...flags).end();
  expect(ended).toEqual({ code, errors: expect.stringMatching(errors) });
});
