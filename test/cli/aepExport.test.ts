import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { localClient } from "../../emulator/server";
import { withMark } from "../../provider/ownership/descriptionMark";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { type LocalAep, run as runIn, start as startIn, startAep } from "./aepExport";
import { endOfJob } from "../worlds/eventually";

// Each command is a process of its own.
jest.setTimeout(60_000);

let aep: LocalAep;
let job: string;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "aep-export-"));
  aep = await startAep({ sandboxes: ["dev"], jobSeconds: 1 });
  job = await aep.createJob();
  await endOfJob(aep.client, job);
});
afterAll(async () => {
  await aep.emulator.close();
  rmSync(dir, { recursive: true, force: true });
});

const env = () => emulatorEnv(aep.emulator.url);
const run = (...args: string[]) => runIn(args, { env: env() });
const json = async (...args: string[]) => {
  const { code, stdout } = await run(...args, "--json");
  return { code, value: JSON.parse(stdout) as unknown };
};

test("jobs lists jobs, the newest first, by status and up to a limit", async () => {
  const { code, stdout, stderr } = await run("jobs", "--limit", "5");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^JOB +STATUS +CREATED +PROFILES +DATASET\n/);
  expect(stdout).toMatch(new RegExp(`^${job} +SUCCEEDED +\\S+Z +3000 +${aep.datasetId}$`, "m"));
  expect((await json("jobs", "--status", "failed")).value).toEqual([]);
  expect((await json("jobs", "--limit", "1")).value).toMatchObject([{ id: expect.any(String) as string }]);
});

test("status shows the state of a job by its exit code, and can wait for its end", async () => {
  const slow = await aep.createJob();
  expect(await json("status", job)).toMatchObject({ code: 0, value: { id: job, status: "SUCCEEDED" } });
  const ended = await run("status", slow, "--wait");
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/^status +SUCCEEDED$/m);
});

test("cancel stops a job, which then has no files; a job that has ended stays as it is", async () => {
  const long = await startAep({ jobSeconds: 600 });
  try {
    const place = { env: emulatorEnv(long.emulator.url) };
    const id = await long.createJob();
    expect(await runIn(["status", id], place)).toMatchObject({ code: 6 });
    const early = await runIn(["files", id], place);
    expect(early).toMatchObject({ code: 6, stdout: "" });
    expect(early.stderr).toMatch(
      /^aep-export: Reading batches of export job \d+: it has not ended yet \(\w+\)\.\n$/,
    );

    const waiting = startIn(["status", id, "--wait"], place);
    expect(await runIn(["cancel", id, "--json"], place)).toMatchObject({ code: 0 });
    expect((await long.client.exportJobs.get(id))?.state).toBe("cancelled");
    expect(await waiting.ended).toMatchObject({ code: 4 });
    expect(await runIn(["download", id, "--out", path.join(dir, "none")], place)).toMatchObject({
      code: 4,
      stdout: "",
    });
    expect(existsSync(path.join(dir, "none"))).toBe(false);
  } finally {
    await long.emulator.close();
  }
  const again = await json("cancel", job);
  expect(again).toMatchObject({ code: 0, value: { status: "SUCCEEDED" } });
});

test("status of a failed job tells what its batch tells, without a value of a row", async () => {
  const failing = await startAep({ jobSeconds: 0, faults: { jobs: [{ fault: "fail-writing" }] } });
  try {
    const place = { env: emulatorEnv(failing.emulator.url) };
    const id = await failing.createJob();
    const { code, stdout } = await runIn(["status", id, "--wait"], place);
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^error +batch \w+: part-00000\.parquet not written, errors of rows: unknown A rule for faults/m,
    );
    expect(stdout).not.toContain("ann@example.com");
    const { stdout: json } = await runIn(["status", id, "--json"], place);
    expect(JSON.parse(json)).toMatchObject({ diagnostics: [expect.stringContaining("not written")] });
  } finally {
    await failing.emulator.close();
  }
});

interface File {
  batchId: string;
  name: string;
  bytes: number;
  path: string;
  present: boolean;
}

test("download fetches what files lists; a second one fetches nothing and overwrites no other file", async () => {
  const out = path.join(dir, "out");
  const listed = (await json("files", job)).value as File[];
  expect((await run("files", job)).stdout).toContain(listed[0]!.name);

  const { code, stdout, stderr } = await run("download", job, "--out", out);
  expect(code).toBe(0);
  const paths = stdout.trim().split("\n");
  expect(paths).toEqual(listed.map(({ batchId, name }) => path.join(out, batchId, name)));
  expect(paths.map((file) => readFileSync(file).length)).toEqual(listed.map(({ bytes }) => bytes));
  expect(stderr).toMatch(/^Downloaded \d+\.\d of \d+\.\d MB, 1 of 1 files\n$/);

  const batch = listed[0]!.batchId;
  const second = await json("download", "--batch", batch, "--out", out);
  expect((second.value as File[]).map(({ present }) => present)).toEqual(listed.map(() => true));

  writeFileSync(paths[0]!, "mine");
  const third = await run("download", job, "--out", out);
  expect(third).toMatchObject({ code: 1, stdout: "" });
  expect(third.stderr).toMatch(/^aep-export: Downloading .*: a file of 4 bytes is there already[^\n]*\n$/);
  expect(readFileSync(paths[0]!, "utf8")).toBe("mine");
  expect((await run("download", job, "--out", out, "--overwrite")).code).toBe(0);
  expect(readFileSync(paths[0]!).length).toBe(listed[0]!.bytes);
});

test("peek shows the first rows, flat, or nested with --json", async () => {
  const { code, stdout } = await run("peek", job, "--rows", "3");
  expect(code).toBe(0);
  expect(stdout).toContain("person.name.firstName");
  expect(stdout.split("\n").filter((line) => line.startsWith("│"))).toHaveLength(4);
  expect((await json("peek", job, "--rows", "2")).value).toMatchObject([
    { _id: expect.any(String) as string, person: { name: { firstName: expect.any(String) as string } } },
    {},
  ]);
});

test("output has no colours, even if the environment asks for them", async () => {
  const { stdout } = await runIn(["peek", job], { env: { ...env(), FORCE_COLOR: "3", CLICOLOR_FORCE: "1" } });
  expect(stdout).not.toContain("\u001b");
});

test.each([
  ["an unknown job", 3, ["status", "987654"], {}],
  ["an unknown expiration", 3, ["release", "SD-c1f902aa-57cb-412e-bb2b-c70b8e1a5f45"], {}],
  ["an unknown batch", 3, ["files", "--batch", "no-such-batch"], {}],
  ["an unknown command", 2, ["jbos"], {}],
  ["an unknown option", 2, ["jobs", "--stat"], {}],
  ["a number that is none", 2, ["jobs", "--limit", "many"], {}],
  ["no job", 2, ["files"], {}],
  ["a job and a batch", 2, ["files", "1", "--batch", "b"], {}],
  ["no folder", 2, ["download", "1"], {}],
  ["no settings", 2, ["jobs"], { AEP_ORG_ID: "" }],
  ["a wrong secret", 5, ["jobs"], { AEP_CLIENT_SECRET: "wrong-secret-value" }],
  ["a sandbox that does not exist", 5, ["jobs", "--sandbox", "nope"], {}],
  ["a stack that does not exist", 2, ["jobs", "--stack", "nope"], { PATH: "/nowhere" }],
])("%s ends with exit code %i and one line", async (_name, code, args, extra) => {
  const ended = await runIn(args, { env: { ...env(), ...extra } });
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).toMatch(/^aep-export: [^\n]+\n$/);
  expect(ended.stderr).not.toContain("wrong-secret-value");
});

test("an AEP that is down ends with exit code 1", async () => {
  const gone = { ...env(), AEP_BASE_URL: "http://127.0.0.1:1", AEP_IMS_URL: "http://127.0.0.1:1" };
  const { code, stderr } = await runIn(["jobs"], { env: gone });
  expect(code).toBe(1);
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^aep-export: .*no connection/);
});

test("release takes the mark out of an expiration, once, and leaves the rest as it is", async () => {
  const owner = { urn: "urn:pulumi:gone::shop::aep:index:DatasetExpiration::end", stackId: "gone" };
  const { ttlId } = await aep.client.expirations.create({
    datasetId: aep.datasetId,
    expiry: "2099-12-31",
    displayName: "End",
    description: withMark("of the campaign", owner),
  });
  expect(await run("release", ttlId)).toEqual({
    code: 0,
    stdout: `Released expiration ${ttlId}: removed 1 mark of an owner.\n`,
    stderr: "",
  });
  const released = await aep.client.expirations.get(ttlId);
  expect(released).toMatchObject({
    status: "pending",
    expiry: "2099-12-31T00:00:00Z",
    displayName: "End",
    description: "of the campaign",
  });
  expect(await json("release", ttlId)).toEqual({ code: 0, value: { id: ttlId, marks: 0 } });
  expect(await aep.client.expirations.get(ttlId)).toEqual(released);
});

test("--sandbox chooses another sandbox", async () => {
  expect(await json("jobs", "--sandbox", "dev")).toEqual({ code: 0, value: [] });
});

test("--stack takes the configuration of a stack from the pulumi on PATH, before the environment", async () => {
  const bin = mkdtempSync(path.join(dir, "bin-"));
  const config = {
    "aep:baseUrl": { value: aep.emulator.url, secret: false },
    "aep:imsUrl": { value: aep.emulator.url, secret: false },
    "aep:clientId": { value: localClient.clientId, secret: false },
    "aep:clientSecret": { value: localClient.clientSecret, secret: true },
    "aep:orgId": { value: localClient.orgId, secret: false },
    "other:orgId": { value: "other", secret: false },
  };
  const script = `#!/bin/sh\ntest "$*" = "config --json --show-secrets --non-interactive --stack daily" || exit 9\ncat <<END\n${JSON.stringify(config)}\nEND\n`;
  writeFileSync(path.join(bin, "pulumi"), script, { mode: 0o755 });
  const place = { env: { PATH: `${bin}${path.delimiter}${process.env.PATH}`, AEP_ORG_ID: "wrong@AdobeOrg" } };
  expect(await runIn(["jobs", "--stack", "daily", "--limit", "1"], place)).toMatchObject({ code: 0 });
  expect(await runIn(["jobs"], place)).toMatchObject({ code: 2 });
  expect(await runIn(["jobs", "--stack", "weekly"], place)).toMatchObject({ code: 2 });
});

test("Ctrl-C ends a wait within a second with exit code 130", async () => {
  const slow = await startAep({ jobSeconds: 600 });
  try {
    const id = await slow.createJob();
    const { child, ended } = startIn(["status", id, "--wait"], { env: emulatorEnv(slow.emulator.url) });
    await new Promise((resolve) => child.stderr?.once("data", resolve));
    const asked = performance.now();
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/^Export job \d+: \w+ for \d+ s\n$/);
  } finally {
    await slow.emulator.close();
  }
});

test("--help shows the exit codes, and --version the version", async () => {
  const help = await run("--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  for (const code of [0, 1, 2, 3, 4, 5, 6, 130])
    expect(help.stdout).toMatch(new RegExp(`^  ${code} +\\w`, "m"));
  expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
