import type { ExportJob, ExportJobPage } from "../../../contract/exportJobs";
import type { CallFault } from "../../../emulator/server";
import { emulatorClient } from "../../../tools/quickstart/emulator";
import { datasets, jobs, misbehavingAep, profile } from "./misbehavingAep";

const { aep, control, misbehave } = misbehavingAep();
const misbehaveAtCalls = (...calls: CallFault[]): Promise<void> => misbehave({ calls });

function post(name: string) {
  const schemaRef = { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" };
  return aep().fetch("POST", datasets, { body: { name, schemaRef } });
}

async function names(): Promise<unknown[]> {
  const { body } = await aep().call<Record<string, { name: string }>>("GET", `${datasets}?limit=100`);
  return Object.values(body).map(({ name }) => name);
}

describe("a call", () => {
  it.each<[fault: CallFault, status: number, retryAfter: string | null, done: boolean]>([
    [{ fault: "throttle", retryAfter: 7 }, 429, "7", false],
    [{ fault: "throttle" }, 429, null, false],
    [{ fault: "error-before" }, 503, null, false],
    [{ fault: "error-before", status: 500, retryAfter: 1 }, 500, "1", false],
    [{ fault: "error-after", retryAfter: 0 }, 503, "0", true],
    [{ fault: "error-after", status: 500 }, 500, null, true],
    [{ fault: "expired-token" }, 401, null, false],
    [{ fault: "forbidden" }, 403, null, false],
  ])("meets %j", async (fault, status, retryAfter, done) => {
    const name = JSON.stringify(fault);
    await misbehaveAtCalls({ ...fault, times: 1 });
    const answer = await post(name);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(await answer.json()).toEqual(expect.anything());
    expect((await names()).includes(name)).toBe(done);
  });

  it.each([
    ["drop-before", false],
    ["drop-after", true],
  ] as const)("meets %s: no answer", async (fault, done) => {
    await misbehaveAtCalls({ fault, times: 1 });
    await expect(post(fault)).rejects.toThrow("fetch failed");
    expect((await names()).includes(fault)).toBe(done);
  });

  it("meets latency and then the next fault", async () => {
    await misbehaveAtCalls(
      { fault: "latency", milliseconds: 120 },
      { fault: "latency", milliseconds: 120 },
      { fault: "throttle" },
      { fault: "error-before" },
    );
    const started = performance.now();
    expect((await post("late")).status).toBe(429);
    expect(performance.now() - started).toBeGreaterThan(230);
    const { body } = await control("GET");
    expect(body.calls.map(({ met }) => met)).toEqual([1, 1, 1, 0]);
  });

  it("meets slow-body: the answer begins at once and ends late", async () => {
    await misbehaveAtCalls({ fault: "slow-body", milliseconds: 300 });
    const started = performance.now();
    const answer = await aep().fetch("GET", datasets);
    const begun = performance.now() - started;
    expect(await answer.json()).toEqual(expect.anything());
    expect(performance.now() - started - begun).toBeGreaterThan(200);
  });

  it("meets malformed-body: half of the body, with the usual status", async () => {
    await misbehaveAtCalls({ fault: "malformed-body", times: 1 });
    const answer = await post("malformed");
    expect(answer.status).toBe(201);
    const text = await answer.text();
    expect(text).toMatch(/^\["@\/dataSets/);
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(await names()).toContain("malformed");
  });

  it("meets stale-list: a new object can be read, but no list shows it", async () => {
    const body = { destination: { datasetId: await aep().createDataset() }, schema: profile };
    await misbehaveAtCalls(
      { fault: "stale-list", milliseconds: 60_000 },
      { fault: "latency", milliseconds: 1 },
    );
    expect((await post("stale")).status).toBe(201);
    const { body: job } = await aep().call<ExportJob>("POST", jobs, { body });
    const isListed = async () => {
      const page = await aep().call<ExportJobPage>("GET", `${jobs}?limit=1`);
      return { job: page.body.records[0]?.id === job.id, dataset: (await names()).includes("stale") };
    };
    expect(await isListed()).toEqual({ job: false, dataset: false });
    expect((await aep().call("GET", `${jobs}/${job.id}`)).status).toBe(200);
    expect((await control("GET")).body.calls.map(({ met }) => met)).toEqual([2, 5]);
    await misbehaveAtCalls({ fault: "stale-list", milliseconds: 1 });
    expect(await isListed()).toEqual({ job: true, dataset: true });
  });

  it("meets faults for its method and path only", async () => {
    await misbehaveAtCalls({ fault: "throttle", method: "get", path: "/export/jobs" });
    expect((await aep().fetch("GET", datasets)).status).toBe(200);
    expect((await aep().fetch("DELETE", `${jobs}/0`)).status).toBe(404);
    expect((await aep().fetch("GET", `${jobs}?limit=1`)).status).toBe(429);
  });

  it("never meets expired-token at the token endpoint", async () => {
    await misbehaveAtCalls({ fault: "expired-token" });
    const answer = await aep().fetch("POST", "/ims/token/v3", { headers: { "content-type": undefined } });
    expect(answer.status).toBe(400);
  });
});

describe("a client", () => {
  const client = () => emulatorClient(aep().emulator.url);
  const request = {
    name: "of a client",
    schemaRef: { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" },
  };

  it("gets through temporary faults", async () => {
    const datasetId = await aep().createDataset("kept");
    await misbehaveAtCalls(
      { fault: "throttle", times: 1, retryAfter: 0 },
      { fault: "drop-before", times: 1, path: datasetId },
      { fault: "slow-body", times: 1, path: "/ims/" },
      { fault: "expired-token", times: 1 },
    );
    expect(await client().datasets.get(datasetId)).toMatchObject({ name: "kept" });
    expect((await control("GET")).body.total).toBe(4);
  });

  it.each<[CallFault, object]>([
    [
      { fault: "error-before", status: 500, path: datasets },
      { kind: "unavailable", status: 500, outcome: "unknown" },
    ],
    [
      { fault: "drop-after", path: datasets },
      { kind: "network", outcome: "unknown" },
    ],
    [
      { fault: "malformed-body", path: datasets },
      { kind: "unexpected", outcome: "unknown" },
    ],
  ])("is told of %j", async (fault, error) => {
    await misbehaveAtCalls(fault);
    await expect(client().datasets.create(request)).rejects.toMatchObject(error);
  });
});
