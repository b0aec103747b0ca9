import type { Dataset } from "../../../contract/catalog";
import type { DatasetExpiration, ExpirationPage, Quotas } from "../../../contract/expirations";
import type { ExportJob } from "../../../contract/exportJobs";
import type { ProblemBody } from "../../../contract/errors";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";
import { startWith } from "../../worlds/ownPeople";

const path = "/data/core/hygiene/ttl";
const catalog = "/data/foundation/catalog";
const start = Date.parse("2030-01-01T00:00:00Z");

const ada = { identityMap: { Email: [{ id: "ada@example.com", primary: true }] } };

let aep: LocalAep;
beforeEach(async () => {
  aep = await startWith([ada], { clock: () => start });
});
afterEach(() => aep.close());

async function expire(
  datasetId: string,
  fields: object = {},
): Promise<{ status: number; body: DatasetExpiration }> {
  return aep.call("POST", path, {
    body: { datasetId, expiry: "2030-01-31", displayName: "Thirty days", ...fields },
  });
}

async function forward(time: string): Promise<void> {
  await aep.call("PUT", "/emulator/clock", { body: { now: time } });
}

async function dataset(id: string): Promise<Dataset | undefined> {
  const { body } = await aep.call<Record<string, Dataset>>("GET", `${catalog}/dataSets/${id}`);
  return body[id];
}

it("creates, reads, changes and cancels an expiration, and the dataset's tag tells of it", async () => {
  const id = await aep.createDataset("Copy");
  const created = await expire(id, { description: "For the audit" });
  expect(created.status).toBe(201);
  const { ttlId } = created.body;
  expect(created.body).toEqual({
    ttlId: expect.stringMatching(/^SD-[0-9a-f-]{36}$/),
    datasetId: id,
    datasetName: "Copy",
    sandboxName: "prod",
    imsOrg: "LOCAL@AdobeOrg",
    displayName: "Thirty days",
    description: "For the audit",
    status: "pending",
    expiry: "2030-01-31T00:00:00Z",
    updatedAt: "2030-01-01T00:00:00.000Z",
    updatedBy: expect.any(String),
  });
  expect((await aep.call("GET", `${path}/${ttlId}`)).body).toEqual(created.body);
  expect((await aep.call("GET", `${path}/${id}`)).body).toEqual(created.body);
  expect((await dataset(id))?.tags?.["adobe/hygiene/ttl"]).toEqual([
    String(Date.parse("2030-01-31T00:00:00Z")),
  ]);

  await forward("2030-01-02T00:00:00Z");
  const changed = await aep.call<DatasetExpiration>("PUT", `${path}/${ttlId}`, {
    body: { expiry: "2030-02-10T12:00:00.5+01:00" },
  });
  expect(changed.status).toBe(200);
  expect(changed.body).toEqual({
    ...created.body,
    expiry: "2030-02-10T11:00:00.500Z",
    updatedAt: "2030-01-02T00:00:00.000Z",
  });
  expect((await dataset(id))?.tags?.["adobe/hygiene/ttl"]).toEqual([
    String(Date.parse("2030-02-10T11:00:00.500Z")),
  ]);

  const cancelled = await aep.call<DatasetExpiration>("DELETE", `${path}/${ttlId}`);
  expect(cancelled).toMatchObject({ status: 200, body: { ...changed.body, status: "cancelled" } });
  expect((await dataset(id))?.tags).not.toHaveProperty("adobe/hygiene/ttl");
  const { body } = await aep.call<DatasetExpiration>("GET", `${path}/${ttlId}?include=history`);
  expect(body.history?.map(({ status }) => status)).toEqual(["created", "updated", "cancelled"]);

  await forward("2030-03-01T00:00:00Z");
  expect(await dataset(id)).toBeDefined();
});

it("deletes the dataset with its data when its time has come", async () => {
  const id = await aep.createDataset();
  const { body: job } = await aep.call<ExportJob>("POST", "/data/core/ups/export/jobs", {
    body: { destination: { datasetId: id }, schema: { name: "_xdm.context.profile" } },
  });
  const batchId = await eventually(async () => {
    const { body } = await aep.call<ExportJob>("GET", `/data/core/ups/export/jobs/${job.id}`);
    return body.destination.batchId || undefined;
  });
  const other = await aep.createDataset("Stays");
  const { ttlId } = (await expire(id)).body;

  await forward("2030-01-30T23:59:59Z");
  expect(await dataset(id)).toBeDefined();
  await forward("2030-01-31T00:00:00Z");
  expect((await aep.call("GET", `${catalog}/dataSets/${id}`)).status).toBe(404);
  expect((await aep.call("GET", `${catalog}/batches/${batchId}`)).status).toBe(404);
  expect((await aep.call("GET", `/data/foundation/export/batches/${batchId}/files`)).status).toBe(404);
  expect(await dataset(other)).toBeDefined();
  expect((await aep.call("GET", `${path}/${ttlId}`)).body).toMatchObject({ status: "executing" });
  for (const [method, body] of [["PUT", { expiry: "2031-01-01" }], ["DELETE"]] as const)
    expect((await aep.call(method, `${path}/${ttlId}`, { body })).status).toBe(400);

  await forward("2030-01-31T01:00:00Z");
  const { body } = await aep.call<DatasetExpiration>("GET", `${path}/${ttlId}?include=history`);
  expect(body).toMatchObject({
    status: "completed",
    history: [
      { status: "created" },
      { status: "executing", updatedAt: "2030-01-31T00:00:00.000Z" },
      { status: "completed", updatedAt: "2030-01-31T01:00:00.000Z" },
    ],
  });
});

it("outlives a dataset that is deleted before, and executes without it", async () => {
  const id = await aep.createDataset();
  const { ttlId } = (await expire(id)).body;
  expect((await aep.call("DELETE", `${catalog}/dataSets/${id}`)).status).toBe(200);
  expect((await aep.call("GET", `${path}/${ttlId}`)).body).toMatchObject({ status: "pending" });
  await forward("2030-03-01T00:00:00Z");
  expect((await aep.call("GET", `${path}/${ttlId}`)).body).toMatchObject({ status: "completed" });
});

it("keeps the tag through a change of the dataset's own tags", async () => {
  const id = await aep.createDataset();
  await expire(id);
  await aep.call("PATCH", `${catalog}/dataSets/${id}`, { body: { tags: { own: ["x"] } } });
  expect((await dataset(id))?.tags).toMatchObject({ own: ["x"], "adobe/hygiene/ttl": [expect.any(String)] });
});

it("refuses a second expiration of a dataset as Adobe's guide shows", async () => {
  const id = await aep.createDataset();
  await expire(id);
  const { status, body } = await expire(id);
  expect(status).toBe(400);
  expect(body).toMatchObject({
    type: "http://ns.adobe.com/aep/errors/HYGN-3102-400",
    title: expect.stringContaining(`A TTL already exists for datasetId=${id}`),
    report: { tenantInfo: { sandboxName: "prod" } },
    "error-chain": [{ errorCode: "HYGN-3102-400" }],
  });
});

it.each<[string, object, number, RegExp]>([
  ["less than 24 hours ahead", { expiry: "2030-01-01T23:59:59Z" }, 400, /^expiry: .*24 hours ahead/],
  ["of no instant", { expiry: "P30D" }, 400, /^expiry: must be a date or a time in ISO 8601/],
  ["of no day", { expiry: "2030-02-30" }, 400, /^expiry: must be/],
  ["without an expiry", { expiry: undefined }, 400, /^expiry: /],
  ["without a name", { displayName: undefined }, 400, /^displayName: /],
  ["of an unknown dataset", { datasetId: "none" }, 404, /^Dataset "none" does not exist/],
])("refuses an expiration %s", async (_what, fields, status, detail) => {
  const answer = await expire(await aep.createDataset(), fields);
  expect(answer).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
});

it("takes a time without an offset as UTC", async () => {
  const { body } = await expire(await aep.createDataset(), { expiry: "2030-01-02T00:00:00" });
  expect(body.expiry).toBe("2030-01-02T00:00:00Z");
});

it("knows an expiration in its own sandbox only, and changes it by its own id only", async () => {
  await aep.close();
  aep = await LocalAep.start({ sandboxes: ["dev"], clock: () => start });
  const id = await aep.createDataset("Elsewhere", "dev");
  expect((await expire(id)).status).toBe(404);
  const { body } = await aep.call<DatasetExpiration>("POST", path, {
    sandbox: "dev",
    body: { datasetId: id, expiry: "2030-01-31", displayName: "x" },
  });
  for (const method of ["GET", "PUT", "DELETE"])
    expect((await aep.call(method, `${path}/${body.ttlId}`, { body: undefined })).status).toBe(404);
  const change = { sandbox: "dev", body: { expiry: "2031-01-01" } };
  expect((await aep.call("PUT", `${path}/${id}`, change)).status).toBe(404);
  expect((await aep.call("PUT", `${path}/${body.ttlId}`, { ...change, body: {} })).status).toBe(400);
  expect((await aep.call("DELETE", `${path}/${id}`, { sandbox: "dev" })).status).toBe(200);
  expect((await aep.call("DELETE", `${path}/${id}`, { sandbox: "dev" })).status).toBe(400);
});

it("answers 404 to a POST with a slash at its end", async () => {
  const body = { datasetId: await aep.createDataset(), expiry: "2030-01-31", displayName: "x" };
  expect((await aep.call("POST", `${path}/`, { body })).status).toBe(404);
  expect((await aep.call("POST", path, { body })).status).toBe(201);
});

it("lists expirations by page, status, dataset, name and date", async () => {
  const ids = await Promise.all(["A", "B", "C"].map((name) => aep.createDataset(name)));
  for (const [at, id] of ids.entries())
    await expire(id, { displayName: `Name ${at}`, expiry: `2030-02-0${at + 1}` });
  await aep.call("DELETE", `${path}/${ids[2]}`);
  const list = async (query: string): Promise<ExpirationPage> =>
    (await aep.call<ExpirationPage>("GET", `${path}?${query}`)).body;
  const names = async (query: string): Promise<(string | undefined)[]> =>
    (await list(query)).results.map(({ datasetName }) => datasetName);
  expect(await list("limit=2&page=1&orderBy=expiry")).toMatchObject({
    results: [{ datasetName: "C" }],
    current_page: 1,
    total_pages: 2,
    total_count: 3,
  });
  expect(await names("status=pending,executing&orderBy=-expiry")).toEqual(["B", "A"]);
  expect(await names("status=cancelled")).toEqual(["C"]);
  expect(await names(`datasetId=${ids[1]}`)).toEqual(["B"]);
  expect(await names("displayName=NAME 0")).toEqual(["A"]);
  expect(await names("search=name 1")).toEqual(["B"]);
  expect(await names("expiryFromDate=2030-02-02&expiryToDate=2030-02-02")).toEqual(["B"]);
  expect((await list("sandboxName=other")).results).toEqual([]);
  expect((await list("sandboxName=*")).total_count).toBe(3);
  for (const query of ["limit=101", "page=-1", "orderBy=x", "expiryToDate=x"])
    expect((await aep.call("GET", `${path}?${query}`)).status).toBe(400);
});

it("counts those that are pending in all sandboxes for the quota", async () => {
  const quota = async (): Promise<Quotas> =>
    (await aep.call<Quotas>("GET", "/data/core/hygiene/quota?quotaType=datasetExpirationQuota")).body;
  const id = await aep.createDataset();
  await expire(id);
  expect(await quota()).toMatchObject({
    quotas: [{ name: "datasetExpirationQuota", consumed: 1, quota: 20 }],
  });
  await aep.call("DELETE", `${path}/${id}`);
  expect(await quota()).toMatchObject({ quotas: [{ consumed: 0 }] });
});

it("does not guess at what Adobe's documents leave open, and says so", async () => {
  const id = await aep.createDataset();
  await expire(id);
  await aep.call("DELETE", `${path}/${id}`);
  const reopened = await aep.call<ProblemBody>("POST", path, {
    body: { datasetId: id, expiry: "2030-01-31", displayName: "Again" },
  });
  expect(reopened.status).toBe(501);
  expect(reopened.body.detail).toMatch(/was cancelled: Adobe's documents leave open how it is opened again/);

  for (let at = 0; at < 20; at++) expect((await expire(await aep.createDataset())).status).toBe(201);
  const beyond = await expire(await aep.createDataset());
  expect(beyond).toMatchObject({
    status: 501,
    body: { detail: expect.stringContaining("quota of 20 pending") },
  });
  const other = await aep.call(
    "GET",
    "/data/core/hygiene/quota?quotaType=dailyConsumerDeleteIdentitiesQuota",
  );
  expect(other.status).toBe(501);
});
