import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SegmentJob, SegmentJobPage } from "../../../contract/segmentJobs";
import type { MergePolicy } from "../../../contract/mergePolicies";
import type { SegmentDefinition, SegmentDefinitionPage } from "../../../contract/segments";
import type { EmulatorOptions } from "../../../emulator/server";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";
import { startWith } from "../../worlds/ownPeople";

const ups = "/data/core/ups";
const path = `${ups}/segment/jobs`;
const start = Date.parse("2030-01-01T00:00:00Z");

const lastSeen = "2029-01-01T00:00:00Z";
const person = (name: string, city: string, more: object = {}): object => ({
  identityMap: { ECID: [{ id: name, primary: true }], Email: [{ id: `${name}@example.com` }] },
  homeAddress: { city },
  ...more,
});
const memberOf = (segmentId: string): object => ({
  segmentMembership: { ups: { [segmentId]: { status: "realized", lastQualificationTime: lastSeen } } },
});
const people = [
  person("ada", "Roma"),
  person("bob", "Roma", memberOf("from-records")),
  { ...person("eve", "Paris"), identityMap: { ECID: [{ id: "eve", primary: true }] } },
  // A second source tells of another city: which one counts is up to the merge policy.
  {
    ...person("ada", "Paris"),
    _acp_system_metadata: { ingestTime: start - 86_400_000, sourceDatasetId: "old" },
  },
];

let aep: LocalAep;
let now = start;
const open = async (options: EmulatorOptions = {}): Promise<void> => {
  aep = await startWith(people, { clock: () => now, ...options });
};
beforeEach(() => {
  now = start;
});
afterEach(() => aep.close());

async function segment(name: string, value: string, fields: object = {}): Promise<string> {
  const { body } = await aep.call<SegmentDefinition>("POST", `${ups}/segment/definitions`, {
    body: {
      name,
      expression: { type: "PQL", format: "pql/text", value },
      schema: { name: "_xdm.context.profile" },
      ...fields,
    },
  });
  return body.id;
}

async function evaluate(...ids: string[]): Promise<SegmentJob> {
  const { body } = await aep.call<SegmentJob>("POST", path, {
    body: ids.map((segmentId) => ({ segmentId })),
  });
  return ended(body.id);
}

async function read(id: string): Promise<SegmentJob> {
  return (await aep.call<SegmentJob>("GET", `${path}/${id}`)).body;
}

function ended(id: string): Promise<SegmentJob> {
  return eventually(async () => {
    const job = await read(id);
    return ["SUCCEEDED", "FAILED", "CANCELLED"].includes(job.status) ? job : undefined;
  });
}

async function list(query = ""): Promise<SegmentJobPage> {
  return (await aep.call<SegmentJobPage>("GET", `${path}?${query}`)).body;
}

it("evaluates segments and counts their members by status and by namespace", async () => {
  await open();
  const romans = await segment("Romans", 'homeAddress.city = "Roma"');
  const parisians = await segment("Parisians", 'homeAddress.city = "Paris"');
  const nobody = await segment("Nobody", 'homeAddress.city = "Atlantis"');
  const { status, body } = await aep.call<SegmentJob>("POST", path, {
    body: [romans, parisians, nobody, romans].map((segmentId) => ({ segmentId })),
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    status: "NEW",
    source: "api",
    profileInstanceId: "ups",
    sandbox: { sandboxName: "prod" },
    schema: { name: "_xdm.context.profile" },
    creationTime: start,
    updateEpoch: start / 1000,
    _links: {
      cancel: { href: `/segment/jobs/${body.id}`, method: "DELETE" },
      checkStatus: { href: `/segment/jobs/${body.id}`, method: "GET" },
    },
  });
  expect(body.segments).toHaveLength(3);
  expect(body.metrics).toEqual({ totalTime: { startTimeInMs: start } });
  const policyId = body.segments[0]?.segment?.mergePolicyId ?? "";
  expect(body.segments[0]?.segment).toMatchObject({
    id: romans,
    expression: { value: 'homeAddress.city = "Roma"' },
    mergePolicy: { id: policyId, version: 1 },
  });

  const { metrics, ...job } = await ended(body.id);
  expect(job.status).toBe("SUCCEEDED");
  expect(metrics).toEqual({
    totalTime: { startTimeInMs: start, endTimeInMs: start, totalTimeInMs: 0 },
    profileSegmentationTime: { startTimeInMs: start, endTimeInMs: start, totalTimeInMs: 0 },
    totalProfiles: 3,
    totalProfilesByMergePolicy: { [policyId]: 3 },
    segmentedProfileCounter: { [romans]: 2, [parisians]: 1, [nobody]: 0 },
    segmentedProfileByStatusCounter: {
      [romans]: { realized: 2 },
      [parisians]: { realized: 1 },
      [nobody]: {},
    },
    segmentedProfileByNamespaceCounter: {
      [romans]: { ECID: 2, Email: 2 },
      [parisians]: { ECID: 1 },
      [nobody]: {},
    },
  });
});

it("tells those who were members before from new ones", async () => {
  await open();
  const romans = await segment("Romans", 'homeAddress.city = "Roma"');
  await evaluate(romans);
  expect((await evaluate(romans)).metrics?.segmentedProfileByStatusCounter).toEqual({
    [romans]: { existing: 2 },
  });
});

it("evaluates each segment under its own merge policy", async () => {
  await open();
  const { body: policy } = await aep.call<MergePolicy>("POST", `${ups}/config/mergePolicies`, {
    body: {
      name: "Old first",
      schema: { name: "_xdm.context.profile" },
      identityGraph: { type: "none" },
      attributeMerge: { type: "dataSetPrecedence", order: ["old"] },
    },
  });
  const newest = await segment("Newest", 'homeAddress.city = "Roma"');
  const oldFirst = await segment("Old first", 'homeAddress.city = "Roma"', { mergePolicyId: policy.id });
  const { metrics } = await evaluate(newest, oldFirst);
  expect(metrics?.segmentedProfileCounter).toEqual({ [newest]: 2, [oldFirst]: 1 });
  expect(Object.values(metrics?.totalProfilesByMergePolicy ?? {})).toEqual([3, 3]);
  expect(metrics?.totalProfiles).toBe(3);
});

it("evaluates all segments, those too that only records name", async () => {
  await open();
  const romans = await segment("Romans", 'homeAddress.city = "Roma"');
  const { body } = await aep.call<SegmentJob>("POST", path, {
    body: { schema: { name: "_xdm.context.profile" }, segments: [{ segmentId: "*" }] },
  });
  expect((await ended(body.id)).metrics?.segmentedProfileByStatusCounter).toEqual({
    [romans]: { realized: 2 },
    "from-records": { realized: 1 },
  });
});

it("fails with the reason, and keeps nothing of it", async () => {
  await open();
  const romans = await segment("Romans", 'homeAddress.city = "Roma"');
  const unknown = await segment("Workers", 'workAddress.country = "US"');
  const failed = await evaluate(romans, unknown);
  expect(failed).toMatchObject({ status: "FAILED", errors: [{ code: "UNKNOWN_FIELD" }] });
  expect(failed.metrics).not.toHaveProperty("segmentedProfileCounter");
  expect((await evaluate(romans)).metrics?.segmentedProfileByStatusCounter).toEqual({
    [romans]: { realized: 2 },
  });
});

it("is cancelled, at work or waiting for its turn", async () => {
  await open({ jobSeconds: 60 });
  const ids: string[] = [];
  for (let at = 0; at < 2; at++) {
    const { body } = await aep.call<SegmentJob>("POST", path, { body: [{ segmentId: "from-records" }] });
    ids.push(body.id);
  }
  const [first = "", second = ""] = ids;
  await eventually(async () => ((await read(first)).status === "PROCESSING" ? true : undefined));
  expect((await read(second)).status).toBe("NEW");
  for (const id of [second, first])
    expect(await aep.call("DELETE", `${path}/${id}`)).toMatchObject({ status: 204, body: undefined });
  expect((await read(second)).status).toBe("CANCELLED");
  expect(await ended(first)).toMatchObject({ status: "CANCELLED" });
  expect((await aep.call("DELETE", `${path}/${first}`)).status).toBe(204);
});

it("runs again from its start after a restart", async () => {
  const data = await mkdtemp(join(tmpdir(), "aep-segment-jobs-"));
  try {
    await open({ data, jobSeconds: 60 });
    const { body } = await aep.call<SegmentJob>("POST", path, { body: [{ segmentId: "from-records" }] });
    await eventually(async () => ((await read(body.id)).status === "PROCESSING" ? true : undefined));
    await aep.close();
    aep = await LocalAep.start({ data });
    expect((await ended(body.id)).metrics?.segmentedProfileCounter).toEqual({ "from-records": 1 });
  } finally {
    await rm(data, { recursive: true });
  }
});

it("is listed newest first, by page number, status and segment", async () => {
  await open();
  const romans = await segment("Romans", 'homeAddress.city = "Roma"');
  const unknown = await segment("Workers", 'workAddress.country = "US"');
  const jobs: string[] = [];
  for (const id of [romans, unknown, romans, romans, romans]) jobs.unshift((await evaluate(id)).id);
  const pages: string[] = [];
  for (let query: string | undefined = "limit=2&sort=creationTime:desc"; query !== undefined;) {
    const { _page, children, _links } = await list(query);
    expect(_page).toMatchObject({ totalCount: 5, pageSize: children.length });
    pages.push(...children.map(({ id }) => id));
    const { href } = _links.next;
    expect(_page.next).toBe(href && new URLSearchParams(href.split("?")[1]).get("start"));
    query = href?.replace("@/segmentJobs?", "");
  }
  expect(pages).toEqual(jobs);
  expect((await list("limit=2&start=2")).children.map(({ id }) => id)).toEqual(jobs.slice(4));
  expect((await list("limit=2&start=3")).children).toEqual([]);
  expect((await list("sort=creationTime:ASC")).children.map(({ id }) => id)).toEqual([...jobs].reverse());
  const newest = await list("status=SUCCEEDED&sort=creationTime:desc&limit=1");
  expect(newest.children.map(({ id }) => id)).toEqual(jobs.slice(0, 1));
  expect(newest._page).toEqual({ totalCount: 4, pageSize: 1, next: "1" });
  expect((await list("status=FAILED")).children.map(({ id }) => id)).toEqual([jobs[3]]);
  expect((await list(`property=segments~segmentId==${unknown}`))._page.totalCount).toBe(1);
  expect((await list("status=QUEUED"))._page).toEqual({ totalCount: 0, pageSize: 0 });
  for (const query of ["sort=updateTime:desc", "property=schema"])
    expect((await aep.call("GET", `${path}?${query}`)).status).toBe(501);
});

it.each<[string, unknown, RegExp]>([
  ["no segment", [], /must not be empty/],
  ["an unknown segment", [{ segmentId: "none" }], /^\[0\]\.segmentId: segment "none" does not exist/],
  ["no id", [{}], /^\[0\]\.segmentId: /],
  [
    "one segment as if it were all",
    { schema: { name: "_xdm.context.profile" }, segments: [{ segmentId: "x" }] },
    /segmentId: must be \*/,
  ],
  ["no schema", { segments: [{ segmentId: "*" }] }, /^schema: /],
])("refuses a job for %s", async (_what, body, detail) => {
  await open();
  const answer = await aep.call("POST", path, { body });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
});

it("counts the sample's segments, in its own sandbox only", async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
  const { body } = await aep.call<SegmentDefinitionPage>("GET", `${ups}/segment/definitions`);
  const gold = body.segments.find(({ name }) => name === "Gold members")?.id ?? "";
  const job = await evaluate(gold);
  expect(job.status).toBe("SUCCEEDED");
  expect(job.metrics?.totalProfiles).toBe(3000);
  const {
    realized = 0,
    existing = 0,
    exited = 0,
  } = job.metrics?.segmentedProfileByStatusCounter?.[gold] ?? {};
  expect(realized + existing).toBe(job.metrics?.segmentedProfileCounter?.[gold]);
  expect(existing).toBeGreaterThan(300);
  expect(exited).toBeGreaterThan(0);
  for (const method of ["GET", "DELETE"])
    expect((await aep.call(method, `${path}/${job.id}`, { sandbox: "dev" })).status).toBe(404);
});
