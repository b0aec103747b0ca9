import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExportJob, ExportJobPage } from "../../contract/exportJobs";
import {
  localClient,
  type CallFault,
  type FaultReport,
  type Faults,
  type JobFault,
} from "../../emulator/server";
import { ActiveFaults } from "../../emulator/faults";
import { AepClient } from "../../provider/aep";
import { eventually, LocalAep } from "./localAep";

const datasets = "/data/foundation/catalog/dataSets";
const jobs = "/data/core/ups/export/jobs";
const profile = { name: "_xdm.context.profile" };
let aep: LocalAep;

beforeAll(async () => {
  aep = await LocalAep.start();
});

afterEach(() => aep.call("DELETE", "/emulator/faults"));

afterAll(() => aep.close());

/** Control calls as a program makes them that has no token. */
function control<T = FaultReport>(method: string, body?: unknown, headers: Record<string, string> = {}) {
  const anonymous = { authorization: undefined, "x-api-key": undefined, "x-gw-ims-org-id": undefined };
  return aep.call<T>(method, "/emulator/faults", { body, headers: { ...anonymous, ...headers } });
}

async function misbehave(...calls: CallFault[]): Promise<void> {
  expect((await control("PUT", { calls })).status).toBe(200);
}

async function misbehaveJobs(...faults: JobFault[]): Promise<void> {
  expect((await control("PUT", { jobs: faults })).status).toBe(200);
}

function post(name: string) {
  const schemaRef = { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" };
  return aep.fetch("POST", datasets, { body: { name, schemaRef } });
}

async function names(): Promise<unknown[]> {
  const { body } = await aep.call<Record<string, { name: string }>>("GET", `${datasets}?limit=100`);
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
  ])("meets %j", async (fault, status, retryAfter, done) => {
    const name = JSON.stringify(fault);
    await misbehave({ ...fault, times: 1 });
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
    await misbehave({ fault, times: 1 });
    await expect(post(fault)).rejects.toThrow("fetch failed");
    expect((await names()).includes(fault)).toBe(done);
  });

  it("meets latency, which goes on to the next fault", async () => {
    await misbehave(
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
    await misbehave({ fault: "slow-body", milliseconds: 300 });
    const started = performance.now();
    const answer = await aep.fetch("GET", datasets);
    const begun = performance.now() - started;
    expect(await answer.json()).toEqual(expect.anything());
    expect(performance.now() - started - begun).toBeGreaterThan(200);
  });

  it("meets malformed-body: half of what was to be said, with the status of all of it", async () => {
    await misbehave({ fault: "malformed-body", times: 1 });
    const answer = await post("malformed");
    expect(answer.status).toBe(201);
    const text = await answer.text();
    expect(text).toMatch(/^\["@\/dataSets/);
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(await names()).toContain("malformed");
  });

  it("meets stale-list: what was made lately is there, but in no list", async () => {
    const body = { destination: { datasetId: await aep.createDataset() }, schema: profile };
    await misbehave({ fault: "stale-list", milliseconds: 60_000 }, { fault: "latency", milliseconds: 1 });
    expect((await post("stale")).status).toBe(201);
    const { body: job } = await aep.call<ExportJob>("POST", jobs, { body });
    const isListed = async () => {
      const page = await aep.call<ExportJobPage>("GET", `${jobs}?limit=1`);
      return { job: page.body.records[0]?.id === job.id, dataset: (await names()).includes("stale") };
    };
    expect(await isListed()).toEqual({ job: false, dataset: false });
    expect((await aep.call("GET", `${jobs}/${job.id}`)).status).toBe(200);
    expect((await control("GET")).body.calls.map(({ met }) => met)).toEqual([2, 5]);
    await misbehave({ fault: "stale-list", milliseconds: 1 });
    expect(await isListed()).toEqual({ job: true, dataset: true });
  });

  it("meets what is meant for its method and path alone", async () => {
    await misbehave({ fault: "throttle", method: "get", path: "/export/jobs" });
    expect((await aep.fetch("GET", datasets)).status).toBe(200);
    expect((await aep.fetch("DELETE", `${jobs}/0`)).status).toBe(404);
    expect((await aep.fetch("GET", `${jobs}?limit=1`)).status).toBe(429);
  });

  it("finds no expired token at the endpoint that issues them", async () => {
    await misbehave({ fault: "expired-token" });
    const answer = await aep.fetch("POST", "/ims/token/v3", { headers: { "content-type": undefined } });
    expect(answer.status).toBe(400);
  });
});

describe("a client", () => {
  const client = () =>
    new AepClient({
      baseUrl: aep.emulator.url,
      imsUrl: aep.emulator.url,
      orgId: localClient.orgId,
      sandboxName: "prod",
      credentials: {
        kind: "client",
        clientId: localClient.clientId,
        clientSecret: localClient.clientSecret,
        scopes: "openid,AdobeID",
      },
    });
  const request = {
    name: "of a client",
    schemaRef: { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" },
  };

  it("gets over what passes", async () => {
    const datasetId = await aep.createDataset("kept");
    await misbehave(
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
    await misbehave(fault);
    await expect(client().datasets.create(request)).rejects.toMatchObject(error);
  });
});

describe("a job", () => {
  let datasetId: string;

  beforeEach(async () => {
    datasetId = await aep.createDataset();
  });

  async function submit(): Promise<string> {
    const { body } = await aep.call<ExportJob>("POST", jobs, {
      body: { destination: { datasetId }, schema: profile },
    });
    expect(body).not.toHaveProperty("fault");
    return `${jobs}/${body.id}`;
  }

  function reaches(path: string, status: string): Promise<ExportJob> {
    return eventually(async () => {
      const { body } = await aep.call<ExportJob>("GET", path);
      return body.status === status ? body : undefined;
    });
  }

  it("fails, once", async () => {
    await misbehaveJobs({ fault: "fail", times: 1 });
    const [first, second] = [await submit(), await submit()];
    expect((await reaches(first, "FAILED")).errors).toEqual([
      { code: "unknown", msg: expect.stringContaining("fault"), callStack: "Error" },
    ]);
    await reaches(second, "SUCCEEDED");
  });

  it("hangs until it is cancelled, and keeps no other one from its work", async () => {
    await misbehaveJobs({ fault: "hang", times: 3 });
    const hanging = [await submit(), await submit(), await submit()];
    await reaches(await submit(), "SUCCEEDED");
    for (const path of hanging) await reaches(path, "PROCESSING");
    for (const path of hanging) await aep.call("DELETE", path);
    for (const path of hanging) await reaches(path, "CANCELLED");
  });

  it("vanishes from every answer, and leaves its batch", async () => {
    await misbehaveJobs({ fault: "vanish", milliseconds: 0, times: 1 });
    const path = await submit();
    const visible = await submit();
    expect((await aep.call("GET", path)).status).toBe(404);
    expect((await aep.call("DELETE", path)).status).toBe(404);
    const { body } = await aep.call<ExportJobPage>("GET", `${jobs}?limit=1000`);
    expect(body.records.map(({ id }) => `${jobs}/${id}`)).not.toContain(path);
    expect(body.records.map(({ id }) => `${jobs}/${id}`)).toContain(visible);
    const batches = await eventually(async () => {
      const answer = await aep.call<object>("GET", `/data/foundation/catalog/batches?dataSet=${datasetId}`);
      return Object.keys(answer.body).length === 2 || undefined;
    });
    expect(batches).toBe(true);
  });

  it("forgets the first request to cancel", async () => {
    const slow = await LocalAep.start({ jobSeconds: 60, faults: { jobs: [{ fault: "deaf" }] } });
    try {
      const { body: job } = await slow.call<ExportJob>("POST", jobs, {
        body: {
          destination: { datasetId: await slow.createDataset() },
          schema: profile,
        },
      });
      const statusAfterCancel = async () => {
        expect((await slow.call("DELETE", `${jobs}/${job.id}`)).status).toBe(204);
        return (await slow.call<ExportJob>("GET", `${jobs}/${job.id}`)).body.status;
      };
      expect(["NEW", "PROCESSING"]).toContain(await statusAfterCancel());
      expect(["CANCELLING", "CANCELLED"]).toContain(await statusAfterCancel());
    } finally {
      await slow.close();
    }
  });
});

it("keeps over a restart what it decided for a job, and not its rules", async () => {
  const data = await mkdtemp(join(tmpdir(), "faults-"));
  const decided: JobFault[] = [
    { fault: "hang", times: 1 },
    { fault: "vanish", milliseconds: 0, times: 1 },
  ];
  const first = await LocalAep.start({ data, faults: { jobs: decided } });
  const datasetId = await first.createDataset();
  const body = { destination: { datasetId }, schema: profile };
  const ids: number[] = [];
  for (let n = 0; n < 3; n += 1) ids.push((await first.call<ExportJob>("POST", jobs, { body })).body.id);
  await first.close();

  const second = await LocalAep.start({ data });
  const read = async (id?: number) => (await second.call<ExportJob>("GET", `${jobs}/${id}`)).body.status;
  try {
    expect((await second.call<FaultReport>("GET", "/emulator/faults")).body.total).toBe(0);
    await eventually(async () => (await read(ids[2])) === "SUCCEEDED" || undefined);
    expect(await read(ids[0])).toBe("PROCESSING");
    expect(await read(ids[1])).toBe(404);
  } finally {
    await second.close();
    await rm(data, { recursive: true });
  }
});

describe("the dice", () => {
  const faults: Faults = {
    seed: 42,
    calls: [
      { fault: "latency", probability: 0.3 },
      { fault: "throttle", probability: 0.2, path: "/dataSets" },
      { fault: "drop-after", probability: 0.5, times: 40 },
    ],
    jobs: [{ fault: "hang", probability: 0.5 }],
  };
  const thrown = (given: Faults) => {
    const active = new ActiveFaults(given);
    const calls = Array.from({ length: 200 }, () => active.ofCall({ method: "GET", path: datasets }));
    return { calls, jobs: calls.map(() => active.ofJob()), report: active.report() };
  };

  it("fall the same for the same seed, and differently for another", () => {
    expect(thrown(faults)).toEqual(thrown(faults));
    expect(thrown(faults).calls).not.toEqual(thrown({ ...faults, seed: 43 }).calls);
  });

  it("fall as often as the rules say", () => {
    const { calls, jobs } = thrown(faults).report;
    expect(calls[0]?.met).toBeGreaterThan(35);
    expect(calls[0]?.met).toBeLessThan(90);
    expect(calls[2]?.met).toBe(40);
    expect(jobs[0]?.met).toBeGreaterThan(70);
    expect(jobs[0]?.met).toBeLessThan(130);
    expect(thrown({ calls: [{ fault: "throttle", probability: 0 }] }).report.total).toBe(0);
  });

  it("of a rule do not feel calls that it does not concern", () => {
    const run = (between: boolean) => {
      const active = new ActiveFaults({ calls: [{ fault: "throttle", probability: 0.5, path: "/jobs" }] });
      return Array.from({ length: 50 }, () => {
        if (between) active.ofCall({ method: "GET", path: datasets });
        return active.ofCall({ method: "GET", path: jobs }).length;
      });
    };
    expect(run(true)).toEqual(run(false));
  });
});

describe("the control endpoint", () => {
  it("tells the rules in force, and takes them back", async () => {
    expect((await control("PUT", { seed: 7, calls: [{ fault: "throttle", times: 2 }] })).body).toEqual({
      seed: 7,
      calls: [{ fault: "throttle", times: 2, met: 0 }],
      jobs: [],
      total: 0,
    });
    await aep.fetch("GET", datasets);
    expect((await control("GET")).body).toMatchObject({ calls: [{ met: 1 }], total: 1 });
    expect((await control("DELETE")).status).toBe(204);
    expect((await control("GET")).body).toEqual({ seed: 1, calls: [], jobs: [], total: 0 });
    expect((await aep.fetch("GET", datasets)).status).toBe(200);
  });

  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1"])(
    "refuses a call that takes it for %s",
    async (host) => {
      const { port } = new URL(aep.emulator.url);
      const [response] = (await once(
        get({ host: "127.0.0.1", port, path: "/emulator/faults", headers: { host } }),
        "response",
      )) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(403);
    },
  );

  it("is met by no fault itself", async () => {
    await misbehave({ fault: "drop-before" });
    expect((await control("GET")).body.total).toBe(0);
  });

  it("refuses wrong rules, each problem with its path, and keeps those in force", async () => {
    await misbehave({ fault: "throttle" });
    const calls = [{ fault: "throttle" }, { fault: "eror", probability: 2, status: 404, retries: 1 }];
    const { status, body } = await control<{ detail: string }>("PUT", {
      calls,
      jobs: [{ fault: "hang", times: -1 }],
    });
    expect(status).toBe(400);
    for (const path of ["calls[1].fault", "calls[1].probability", "calls[1].status", "jobs[0].times"])
      expect(body.detail).toContain(`${path}: `);
    expect(body.detail).toContain('"retries"');
    expect((await control("GET")).body.calls).toHaveLength(1);
  });

  it.each([undefined, "text/plain", "application/x-www-form-urlencoded"])(
    "refuses a body announced as %s",
    async (type) => {
      const answer = await control("PUT", "{}", { "content-type": type ?? "" });
      expect(answer.status).toBe(400);
    },
  );
});

it("starts with the rules it is given, and not with wrong ones", async () => {
  await expect(
    LocalAep.start({ faults: { calls: [{ fault: "throttle", probability: 5 }] } }),
  ).rejects.toMatchObject({
    code: "INVALID_FAULTS",
    message: expect.stringContaining("calls[0].probability"),
  });
});

it("ends in the middle of a fault", async () => {
  const slow = await LocalAep.start({ faults: { calls: [{ fault: "latency", milliseconds: 60_000 }] } });
  const call = expect(slow.fetch("GET", datasets)).rejects.toThrow("fetch failed");
  await eventually(async () => {
    const { body } = await slow.call<FaultReport>("GET", "/emulator/faults");
    return body.total === 1 || undefined;
  });
  await slow.close();
  await call;
});
