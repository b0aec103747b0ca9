import { get } from "node:http";
import type { BatchView, ConsoleState } from "../../../emulator/console/page/state";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

const jobs = "/data/core/ups/export/jobs";
const schema = { name: "_xdm.context.profile" };
let aep: LocalAep;

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
});

afterEach(() => aep.call("DELETE", "/emulator/faults"));

afterAll(() => aep.close());

/** Makes a call as a browser does: without a token and without Adobe's headers. */
async function browse<T>(path: string): Promise<{ status: number; body: T }> {
  const answer = await fetch(aep.emulator.url + path);
  return { status: answer.status, body: (await answer.json()) as T };
}

async function state(query = ""): Promise<ConsoleState> {
  const { status, body } = await browse<ConsoleState>(`/emulator/console${query}`);
  expect(status).toBe(200);
  return body;
}

async function post(datasetId: string, body: object = {}, sandbox = "prod"): Promise<number> {
  const request = { ...body, destination: { datasetId }, schema };
  return (await aep.call<{ id: number }>("POST", jobs, { sandbox, body: request })).body.id;
}

it("shows a sandbox: its jobs, its datasets and the active faults", async () => {
  const dataset = await aep.createDataset("At a glance");
  const id = await post(dataset, { fields: "person.name", filter: { emptyProfiles: true } });
  await aep.call("PUT", "/emulator/faults", { body: { jobs: [{ fault: "fail" }] } });
  const seen = await eventually(async () => {
    const now = await state();
    return now.jobs.counts.SUCCEEDED > 0 ? now : undefined;
  });
  expect(seen).toMatchObject({
    sandboxes: ["prod", "dev"],
    sandbox: "prod",
    now: expect.any(Number),
  });
  const [job] = seen.jobs.newest;
  expect(job).toMatchObject({
    id,
    status: "SUCCEEDED",
    fields: "person.name",
    filters: ["all profiles", "also those that have events only"],
    dataset: { id: dataset, name: "At a glance" },
    profiles: expect.any(Number),
    batches: [expect.any(String)],
    errors: [],
  });
  expect(seen.datasets.newest[0]).toMatchObject({ id: dataset, takesExports: true, batches: 1 });
  expect(seen.datasets.newest.filter(({ takesExports }) => !takesExports)).toHaveLength(2);
  expect(seen.faults).toMatchObject({ jobs: [{ fault: "fail", met: 0 }] });

  const batches = await browse<BatchView[]>(`/emulator/console/batches?dataset=${dataset}`);
  expect(batches.body).toEqual([
    {
      id: job?.batches[0],
      status: "success",
      created: expect.any(Number),
      records: job?.profiles,
      bytes: expect.any(Number),
    },
  ]);
  const rows = await browse<{ person: object }[]>(`/emulator/console/rows?batch=${job?.batches[0]}`);
  expect(rows.body).toHaveLength(100);
  expect(rows.body[0]?.person).toMatchObject({ name: { firstName: expect.any(String) } });
}, 90_000);

it("shows only the newest hundred jobs and datasets of a large store, and how many there are", async () => {
  const sandbox = "dev";
  for (let count = 0; count < 120; count += 1) await aep.createDataset(`Number ${count}`, sandbox);
  await aep.call("PUT", "/emulator/faults", { body: { jobs: [{ fault: "hang" }] } });
  const dataset = await aep.createDataset("Last", sandbox);
  for (let count = 0; count < 120; count += 1) await post(dataset, {}, sandbox);

  const seen = await state("?sandbox=dev");
  expect(seen.datasets.newest).toHaveLength(100);
  expect(seen.datasets.total).toBeGreaterThan(120);
  expect(seen.jobs.newest).toHaveLength(100);
  expect(Object.values(seen.jobs.counts).reduce((sum, count) => sum + count)).toBe(120);
  const ids = seen.jobs.newest.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort((one, other) => other - one));

  const first = await aep.call<{ records: { id: number }[] }>("GET", `${jobs}?limit=1&offset=119`, {
    sandbox,
  });
  const oldest = first.body.records[0]?.id ?? 0;
  expect(ids).not.toContain(oldest);
  await aep.call("DELETE", `${jobs}/${oldest}`, { sandbox });
  await eventually(async () => {
    return (await state("?sandbox=dev&status=CANCELLED")).jobs.newest.some(({ id }) => id === oldest);
  });
}, 60_000);

it("shows jobs that have vanished for clients, with the fault that hides them", async () => {
  await aep.call("PUT", "/emulator/faults", { body: { jobs: [{ fault: "vanish", milliseconds: 0 }] } });
  const id = await post(await aep.createDataset(undefined, "dev"), {}, "dev");
  expect((await aep.call("GET", `${jobs}/${id}`, { sandbox: "dev" })).status).toBe(404);
  expect((await state("?sandbox=dev")).jobs.newest[0]).toMatchObject({ id, fault: "vanish" });
});

it.each([
  ["?sandbox=nowhere", 'Sandbox "nowhere" does not exist.'],
  ["/batches?dataset=nothing", 'Dataset "nothing" does not exist in sandbox "prod".'],
  ["/batches", 'Dataset "" does not exist in sandbox "prod".'],
  ["/rows?batch=nothing", 'Batch "nothing" does not exist in sandbox "prod".'],
  ["/rows?batch=x&sandbox=dev", 'Batch "x" does not exist in sandbox "dev".'],
])("refuses %s", async (query, detail) => {
  expect(await browse(`/emulator/console${query}`)).toMatchObject({ status: 404, body: { detail } });
});

it("serves the page and its files, and lets nothing else run in it", async () => {
  const page = await fetch(aep.emulator.url);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/);
  expect(policy).not.toContain("unsafe");
  const html = await page.text();
  expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|https?:/);

  const seen = new Set<string>();
  const follow = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const answer = await fetch(aep.emulator.url + path);
    expect([path, answer.status]).toEqual([path, 200]);
    const text = await answer.text();
    for (const [, file = ""] of text.matchAll(/from "\.\/(\w+\.mjs)"/g))
      await follow(`/emulator/console/${file}`);
  };
  for (const [, path = ""] of html.matchAll(/(?:href|src)="([^"]+)"/g)) await follow(path);
  expect([...seen].map((path) => path.split("/").at(-1)).sort()).toEqual([
    "console.css",
    "console.mjs",
    "contents.mjs",
    "elements.mjs",
    "faults.mjs",
    "icon.svg",
    "jobs.mjs",
  ]);
});

it.each(["tsconfig.json", "state.ts", "index.html", "..%2fpackage.json", "%2e%2e/package.json"])(
  "serves no %s",
  async (file) => {
    expect((await browse(`/emulator/console/${file}`)).status).toBe(404);
  },
);

it.each(["/", "/emulator/console", "/emulator/console/rows", "/emulator/console/console.mjs"])(
  "refuses %s for another host than this machine",
  async (path) => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "evil.example" };
      get(aep.emulator.url + path, { headers }, (answer) => resolve(answer.resume().statusCode)).on(
        "error",
        reject,
      );
    });
    expect(status).toBe(403);
  },
);

it("meets no fault", async () => {
  await aep.call("PUT", "/emulator/faults", { body: { calls: [{ fault: "drop-before" }] } });
  expect((await fetch(aep.emulator.url)).status).toBe(200);
  expect((await state()).faults.total).toBe(0);
});
