import { localClient } from "../../emulator/server";
import type { CallFault } from "../../emulator/faults/rules";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { type LocalAep, run as runIn, startAep } from "./aepExport";

// Each command is a process of its own.
jest.setTimeout(60_000);

let aep: LocalAep;
beforeAll(async () => {
  aep = await startAep({ jobSeconds: 1 });
});
afterEach(() => misbehave([]));
afterAll(() => aep.emulator.close());

const doctor = (env: NodeJS.ProcessEnv = {}, ...args: string[]) =>
  runIn(["doctor", ...args], { env: { ...emulatorEnv(aep.emulator.url), ...env } });

async function misbehave(calls: CallFault[]): Promise<void> {
  const response = await fetch(`${aep.emulator.url}/emulator/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ calls }),
  });
  expect(response.status).toBe(200);
}

interface Finding {
  check: string;
  result: string;
  detail: string;
}

async function findings(env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; found: Finding[] }> {
  const { code, stdout } = await doctor(env, "--json");
  return { code, found: JSON.parse(stdout) as Finding[] };
}

const services = ["datasets", "batches", "segments", "merge policies", "export jobs"];
const checks = ["address", "token", "API key", "organization", "sandbox", ...services];
const resulting = (found: Finding[], result: string): string[] =>
  found.filter((each) => each.result === result).map(({ check }) => check);

test("all that a run needs to read works, and what would change something is named, not tried", async () => {
  const { code, stdout, stderr } = await doctor();
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^CHECK +RESULT +DETAIL\n/);
  expect(stdout).toMatch(/^export jobs +works +-$/m);
  expect(stdout).toMatch(/^changes +not tried +A run also needs "Manage Datasets", "Export Audience/m);
  const { found } = await findings();
  expect(resulting(found, "works")).toEqual(checks);
  expect(found).toContainEqual({ check: "organization", result: "works", detail: localClient.orgId });
});

test.each([
  ["datasets", "/dataSets", 'the permission "View Datasets"'],
  ["batches", "/catalog/batches", 'the permission "View Datasets"'],
  ["segments", "/segment/definitions", 'the permission "View Segments"'],
  ["merge policies", "/mergePolicies", 'the permission "View Merge Policies"'],
  ["export jobs", "/export/jobs", 'the permissions "Export Audience for Segment" and "View Profiles"'],
])("a missing permission for %s is named, and the other calls are tried", async (check, path, permission) => {
  await misbehave([{ fault: "forbidden", path }]);
  const { code, found } = await findings();
  expect(code).toBe(5);
  expect(resulting(found, "fails")).toEqual([check]);
  expect(found.find((each) => each.check === check)?.detail).toContain(`grants ${permission} there.`);
  expect(resulting(found, "works")).toEqual(checks.filter((each) => each !== check));
});

test.each<[name: string, check: string, code: number, env: NodeJS.ProcessEnv, detail: string]>([
  ["a wrong secret", "token", 5, { AEP_CLIENT_SECRET: "wrong-secret" }, "aep:clientSecret"],
  ["another organization", "organization", 5, { AEP_ORG_ID: "OTHER@AdobeOrg" }, "AEP_ORG_ID"],
  [
    "an address where nothing answers",
    "address",
    1,
    { AEP_BASE_URL: "http://127.0.0.1:1", AEP_IMS_URL: "http://127.0.0.1:1" },
    "AEP_IMS_URL",
  ],
])("with %s, what lies beyond is not tried", async (_name, check, code, env, detail) => {
  const ended = await findings(env);
  expect(ended.code).toBe(code);
  expect(resulting(ended.found, "fails")).toEqual([check]);
  expect(ended.found.find((each) => each.check === check)?.detail).toContain(detail);
  expect(resulting(ended.found, "works")).toEqual(checks.slice(0, checks.indexOf(check)));
  expect(resulting(ended.found, "not tried")).toEqual([
    ...checks.slice(checks.indexOf(check) + 1),
    "changes",
  ]);
  expect(JSON.stringify(ended.found)).not.toContain("wrong-secret");
});

test("a wrong API key is told from a wrong token", async () => {
  const response = await fetch(`${aep.emulator.url}/ims/token/v3`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: localClient.clientId,
      client_secret: localClient.clientSecret,
      scope: "openid",
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  const ready = { AEP_CLIENT_ID: "", AEP_CLIENT_SECRET: "", AEP_ACCESS_TOKEN: token };
  const keyless = await findings({ ...ready, AEP_API_KEY: "another" });
  expect(resulting(keyless.found, "fails")).toEqual(["API key"]);
  expect(JSON.stringify(keyless)).not.toContain(token);
  const stale = await findings({ ...ready, AEP_ACCESS_TOKEN: "stale", AEP_API_KEY: localClient.clientId });
  expect(resulting(stale.found, "fails")).toEqual(["token"]);
});

test("if no call is allowed, the sandbox is in doubt", async () => {
  const { code, stdout } = await doctor({}, "--json", "--sandbox", "nope");
  expect(code).toBe(5);
  const found = JSON.parse(stdout) as Finding[];
  expect(resulting(found, "fails")).toEqual(["sandbox", ...services]);
  expect(found.find(({ check }) => check === "sandbox")?.detail).toMatch(/reaches sandbox "nope"/);
});
