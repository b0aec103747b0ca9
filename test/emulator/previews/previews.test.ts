import type { Estimate, PreviewResults, SampleStatus, StartedPreview } from "../../../contract/previews";
import type { SegmentDefinitionPage } from "../../../contract/segments";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

const ups = "/data/core/ups";
const path = `${ups}/preview`;
const germans = {
  predicateExpression: 'homeAddress.countryCode = "DE"',
  predicateType: "pql/text",
  predicateModel: "_xdm.context.profile",
  graphType: "none",
};

let aep: LocalAep;
beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
});
afterAll(() => aep.close());

async function start(fields: object = {}): Promise<StartedPreview> {
  return (await aep.call<StartedPreview>("POST", path, { body: { ...germans, ...fields } })).body;
}

function estimate(id: string): Promise<Estimate> {
  return eventually(async () => {
    const { body } = await aep.call<Estimate>("GET", `${ups}/estimate/${id}`);
    return body.state === "RUNNING" ? undefined : body;
  });
}

it("starts a preview, is ready with an estimate, and is deleted", async () => {
  const started = await aep.call<StartedPreview>("POST", path, { body: germans });
  expect(started.status).toBe(201);
  const { previewId } = started.body;
  expect(started.headers.get("x-location")).toBe(`${path}/${previewId}`);
  expect(started.body).toEqual({
    state: "NEW",
    previewQueryStatus: "NEW",
    previewQueryId: expect.any(String),
    previewId: expect.any(String),
    previewExecutionId: expect.any(Number),
  });
  const ready = await estimate(previewId);
  expect(ready).toEqual({
    state: "RESULT_READY",
    estimatedSize: ready.profilesMatchedSoFar,
    profilesMatchedSoFar: expect.any(Number),
    numRowsToRead: 3050,
    profilesReadSoFar: 3050,
    totalRows: 3050,
    standardError: 0,
    confidenceInterval: "95%",
    error: { description: "", traceback: "" },
    _links: { preview: `${aep.emulator.url}${path}/${previewId}` },
  });
  expect(ready.estimatedSize).toBeGreaterThan(200);
  expect(ready.estimatedSize).toBeLessThan(600);

  const results = async (query = ""): Promise<PreviewResults> =>
    (await aep.call<PreviewResults>("GET", `${path}/${previewId}${query}`)).body;
  const all = await results();
  expect(all).toMatchObject({ state: "RESULT_READY", page: { offset: 0, size: ready.estimatedSize } });
  expect((await results("?limit=2&offset=1")).results).toEqual(all.results.slice(1, 3));
  const href = all.results[0]?._href.replace(aep.emulator.url, "") ?? "";
  expect(Object.values((await aep.call<object>("GET", href)).body)).toMatchObject([
    { entity: { homeAddress: { countryCode: "DE" } } },
  ]);

  expect((await aep.call("DELETE", `${path}/${previewId}`)).body).toMatchObject({ status: true });
  for (const gone of [`${path}/${previewId}`, `${ups}/estimate/${previewId}`])
    expect((await aep.call("GET", gone)).status).toBe(404);
});

it("asks for members as they are, and leaves them so", async () => {
  const { body } = await aep.call<SegmentDefinitionPage>("GET", `${ups}/segment/definitions`);
  const gold = body.segments.find(({ name }) => name === "Gold members")?.id;
  const { previewId } = await start({ predicateExpression: `inSegment("${gold}")` });
  expect((await estimate(previewId)).estimatedSize).toBeGreaterThan(300);
});

it("fails with the reason, and has no results", async () => {
  const { previewId } = await start({ predicateExpression: 'workAddress.country = "US"' });
  const failed = await estimate(previewId);
  expect(failed).toMatchObject({
    state: "FAILED",
    estimatedSize: 0,
    error: { description: expect.stringMatching(/^UNKNOWN_FIELD: .*workAddress/) },
  });
  expect((await aep.call("GET", `${path}/${previewId}`)).body).toMatchObject({
    state: "FAILED",
    results: [],
  });
});

it.each<[string, object, number, RegExp]>([
  ["without an expression", { predicateExpression: undefined }, 400, /^predicateExpression: /],
  ["of another type", { predicateType: "sql" }, 400, /^predicateType: /],
  ["of another model", { predicateModel: "x" }, 400, /^predicateModel: /],
  [
    "of a misspelt field",
    { predicateExpression: 'homeAdress.city = "x"' },
    400,
    /^predicateExpression: .*did you mean/,
  ],
  ["that it cannot evaluate", { predicateExpression: "xEvent.web exists" }, 501, /^UNSUPPORTED_PQL: /],
  ["over an identity graph", { graphType: "pdg" }, 501, /^graphType: /],
])("refuses a preview %s", async (_what, fields, status, detail) => {
  const answer = await aep.call("POST", path, { body: { ...germans, ...fields } });
  expect(answer).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
});

it("is known in its own sandbox only", async () => {
  const { previewId } = await start();
  for (const [method, own] of [
    ["GET", `${path}/${previewId}`],
    ["DELETE", `${path}/${previewId}`],
    ["GET", `${ups}/estimate/${previewId}`],
    ["GET", `${ups}/estimate/none`],
  ] as const)
    expect((await aep.call(method, own, { sandbox: "dev" })).status).toBe(404);
});

it("tells how many profiles there are, as text", async () => {
  const { status, body } = await aep.call<SampleStatus>("GET", `${ups}/previewsamplestatus`);
  expect(status).toBe(200);
  expect(body).toEqual({
    numRowsToRead: "3050",
    totalRows: "3050",
    samplingRatio: 1,
    totalFragmentCount: 3120,
    docCount: expect.stringMatching(/^"\d+"$/),
    status: "TASK_FINISHED",
    mergeStrategy: "timestampOrdered_none",
    lastSampledTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d$/),
    sampleJobRunning: { status: false, submissionTimestamp: "" },
  });
});
