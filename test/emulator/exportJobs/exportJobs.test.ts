import type { BatchesById } from "../../../contract/catalog";
import type { ExportJob, ExportJobPage } from "../../../contract/exportJobs";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

const path = "/data/core/ups/export/jobs";
const schema = { name: "_xdm.context.profile" };
let aep: LocalAep;
let datasetId: string;

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
  datasetId = await aep.createDataset();
});

afterAll(() => aep.close());

async function post(body: object, local = aep): Promise<ExportJob> {
  const answer = await local.call<ExportJob>("POST", path, { body });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

function ended(id: number, local = aep): Promise<ExportJob> {
  return eventually(async () => {
    const { body } = await local.call<ExportJob>("GET", `${path}/${id}`);
    return ["SUCCEEDED", "FAILED", "CANCELLED"].includes(body.status) ? body : undefined;
  });
}

async function batchesOf(dataset: string, local = aep): Promise<BatchesById> {
  return (await local.call<BatchesById>("GET", `/data/foundation/catalog/batches?dataSet=${dataset}`)).body;
}

describe("an export job", () => {
  it("answers the request's fields, then runs and leaves a batch", async () => {
    const dataset = await aep.createDataset();
    const job = await post({ fields: "person.name", destination: { datasetId: dataset }, schema });
    expect(job).toMatchObject({
      id: expect.any(Number),
      status: "NEW",
      jobType: "BATCH",
      profileInstanceId: "ups",
      imsOrgId: "LOCAL@AdobeOrg",
      fields: "person.name",
      schema,
      mergePolicy: { id: expect.any(String), version: 1 },
      destination: { datasetId: dataset, segmentPerBatch: false, batchId: "" },
      computeGatewayJobId: {},
      creationTime: expect.any(Number),
    });
    const done = await ended(job.id);
    expect(done).toMatchObject({ status: "SUCCEEDED", computeGatewayJobId: { pushJob: expect.any(String) } });
    const batches = await batchesOf(dataset);
    expect(Object.keys(batches)).toEqual([done.destination.batchId]);
    expect(batches[done.destination.batchId ?? ""]).toMatchObject({
      status: "success",
      recordCount: done.metrics?.totalExportedProfileCounter,
      relatedObjects: [{ type: "dataSet", id: dataset }],
    });
  });

  it("writes a batch for each segment if asked to", async () => {
    const { body } = await aep.call<{ segments: { id: string }[] }>(
      "GET",
      "/data/core/ups/segment/definitions?limit=2",
    );
    const segments = body.segments.map(({ id }) => ({ segmentId: id }));
    const dataset = await aep.createDataset();
    const job = await post({
      filter: { segments },
      destination: { datasetId: dataset, segmentPerBatch: true },
      schema,
    });
    const { destination } = await ended(job.id);
    expect(destination).not.toHaveProperty("batchId");
    expect(destination.batches).toEqual(
      segments.map(({ segmentId }) => ({
        segmentId,
        segmentNs: "ups",
        status: ["realized", "existing"],
        batchId: expect.any(String),
      })),
    );
    expect(Object.keys(await batchesOf(dataset))).toHaveLength(2);
  });

  it.each<[string, (body: Record<string, unknown>) => unknown, RegExp]>([
    ["no body", () => [], /expected object/],
    ["no destination", ({ schema }) => ({ schema }), /^destination: /],
    ["no schema", ({ destination }) => ({ destination }), /^schema: /],
    ["another schema", (body) => ({ ...body, schema: { name: "x" } }), /^schema\.name: /],
    ["fields that are no paths", (body) => ({ ...body, fields: "person..name" }), /^fields: /],
    [
      "a status that is none",
      (body) => ({ ...body, filter: { segments: [{ segmentId: "a", status: ["gone"] }] } }),
      /^filter\.segments\[0\]\.status\[0\]: /,
    ],
    [
      "a segment without id",
      (body) => ({ ...body, filter: { segments: [{}] } }),
      /^filter\.segments\[0\]\.segmentId: /,
    ],
    [
      "a date without time",
      (body) => ({ ...body, filter: { fromIngestTimestamp: "2024-05-01" } }),
      /^filter\.fromIngestTimestamp: .*RFC 3339/,
    ],
    [
      "a time without offset",
      (body) => ({ ...body, filter: { fromIngestTimestamp: "2024-05-01T00:00:00" } }),
      /RFC 3339/,
    ],
    [
      "a start behind the end",
      (body) => ({
        ...body,
        filter: {
          segmentQualificationTime: {
            startTime: "2024-05-01T00:00:00+02:00",
            endTime: "2024-04-30T22:00:00Z",
          },
        },
      }),
      /^filter\.segmentQualificationTime: startTime must be before endTime/,
    ],
    [
      "an unknown segment",
      (body) => ({ ...body, filter: { segments: [{ segmentId: "none" }] } }),
      /segment "none" does not exist/,
    ],
    [
      "an unknown merge policy",
      (body) => ({ ...body, mergePolicy: { id: "none" } }),
      /^mergePolicy\.id: merge policy "none" does not exist/,
    ],
    [
      "a version that the policy does not have",
      (body) => ({ ...body, mergePolicy: { id: "0bf16e61-90e9-4204-b8fa-ad250360957b", version: 9 } }),
      /^mergePolicy\.version: /,
    ],
    [
      "an unknown dataset",
      ({ schema }) => ({ schema, destination: { datasetId: "5b020a27e7040801dedba61b" } }),
      /^destination\.datasetId: dataset "5b020a27e7040801dedba61b" does not exist/,
    ],
  ])("is refused with %s", async (_what, body, detail) => {
    const answer = await aep.call("POST", path, { body: body({ destination: { datasetId }, schema }) });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ status: 400, detail: expect.stringMatching(detail) });
  });

  it("is refused for a dataset that is not based on the union schema", async () => {
    const created = await aep.call<string[]>("POST", "/data/foundation/catalog/dataSets", {
      body: { name: "x", schemaRef: { id: "https://ns.adobe.com/xdm/context/profile", contentType: "x" } },
    });
    const id = created.body[0]?.split("/").at(-1);
    const answer = await aep.call("POST", path, { body: { destination: { datasetId: id }, schema } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining("not on the profile union schema") });
  });

  it("looks up segments of its own namespace only", async () => {
    const job = await post({
      filter: { segments: [{ segmentId: "from-elsewhere", segmentNs: "AAM" }] },
      destination: { datasetId },
      schema,
    });
    expect((await ended(job.id)).status).toBe("SUCCEEDED");
  });

  it("belongs to its sandbox", async () => {
    const { id } = await post({ destination: { datasetId }, schema });
    expect((await aep.call("GET", `${path}/${id}`, { sandbox: "dev" })).status).toBe(404);
    expect((await aep.call("DELETE", `${path}/${id}`, { sandbox: "dev" })).status).toBe(404);
    expect((await aep.call<ExportJobPage>("GET", path, { sandbox: "dev" })).body.records).toEqual([]);
    const answer = await aep.call("POST", path, {
      sandbox: "dev",
      body: { destination: { datasetId }, schema },
    });
    expect(answer.status).toBe(400);
    await ended(id);
  });

  it("cannot be posted to", async () => {
    const answer = await aep.call("POST", `${path}/1`, { body: {} });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toContain("DELETE");
  });

  it.each(["999999", "0", "-1", "abc", "1e3", "99999999999999999999"])(
    "is not found under id %s",
    async (id) => {
      for (const method of ["GET", "DELETE"])
        expect((await aep.call(method, `${path}/${id}`)).status).toBe(404);
    },
  );
});

describe("the list of jobs", () => {
  it("is paged, newest first, until no page is left", async () => {
    for (let at = 0; at < 5; at++) await ended((await post({ destination: { datasetId }, schema })).id);
    const all = (await aep.call<ExportJobPage>("GET", `${path}/?limit=1000`)).body;
    expect(all.link?.next ?? "").toBe("");
    const ids = all.records.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((one, other) => other - one));

    const paged: number[] = [];
    for (let next: string | undefined = "/export/jobs/?limit=2"; next;) {
      const { body }: { body: ExportJobPage } = await aep.call<ExportJobPage>("GET", `/data/core/ups${next}`);
      const last = body.records.at(-1);
      expect(body.page).toEqual({
        sortField: "createdTime",
        sort: "desc",
        pageOffset: `${last?.creationTime}_${last?.id}`,
        pageSize: body.records.length,
      });
      paged.push(...body.records.map(({ id }) => id));
      next = body.link?.next;
    }
    expect(paged).toEqual(ids);

    const skipped = await aep.call<ExportJobPage>("GET", `${path}?limit=2&offset=2`);
    expect(skipped.body.records.map(({ id }) => id)).toEqual(ids.slice(2, 4));
  });

  it("can be filtered by status, and the link to the next page keeps the filter", async () => {
    const { body } = await aep.call<ExportJobPage>("GET", `${path}?status=SUCCEEDED&limit=1`);
    expect(body.records.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
    expect(body.link?.next).toContain("status=SUCCEEDED");
    expect((await aep.call<ExportJobPage>("GET", `${path}?status=FAILED`)).body.records).toEqual([]);
  });

  it.each(["limit=0", "limit=many", "offset=-1", "offset=a_b"])("refuses %s", async (query) => {
    expect((await aep.call("GET", `${path}?${query}`)).status).toBe(400);
  });
});

describe("DELETE", () => {
  let slow: LocalAep;

  beforeAll(async () => {
    slow = await LocalAep.start({ jobSeconds: 60, concurrency: 1 });
  });

  afterAll(() => slow.close());

  it("stops a running job, which leaves no batch; the next job in the queue starts", async () => {
    const dataset = await slow.createDataset();
    const [running, waiting] = [
      await post({ destination: { datasetId: dataset }, schema }, slow),
      await post({ destination: { datasetId: dataset }, schema }, slow),
    ];
    await eventually(async () => {
      const { body } = await slow.call<ExportJob>("GET", `${path}/${running.id}`);
      return body.status === "PROCESSING";
    });
    expect((await slow.call<ExportJob>("GET", `${path}/${waiting.id}`)).body.status).toBe("NEW");
    const answer = await slow.call("DELETE", `${path}/${running.id}`);
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect((await ended(running.id, slow)).status).toBe("CANCELLED");
    await eventually(async () => {
      const { body } = await slow.call<ExportJob>("GET", `${path}/${waiting.id}`);
      return body.status === "PROCESSING";
    });
    await slow.call("DELETE", `${path}/${waiting.id}`);
    await ended(waiting.id, slow);
    expect(await batchesOf(dataset, slow)).toEqual({});
  });

  it("deletes the record of a job that has ended, and keeps its batch", async () => {
    const dataset = await aep.createDataset();
    const { id } = await post({ destination: { datasetId: dataset }, schema });
    await ended(id);
    expect((await aep.call("DELETE", `${path}/${id}`)).status).toBe(204);
    expect((await aep.call("GET", `${path}/${id}`)).status).toBe(404);
    expect((await aep.call("DELETE", `${path}/${id}`)).status).toBe(404);
    expect(Object.keys(await batchesOf(dataset))).toHaveLength(1);
  });
});

it("fails a job whose dataset is deleted while it runs", async () => {
  const slow = await LocalAep.start({ jobSeconds: 0.3 });
  try {
    const dataset = await slow.createDataset();
    const { id } = await post({ destination: { datasetId: dataset }, schema }, slow);
    await slow.call("DELETE", `/data/foundation/catalog/dataSets/${dataset}`);
    const failed = await ended(id, slow);
    expect(failed).toMatchObject({ status: "FAILED", destination: { batchId: "" } });
    expect(failed.errors?.[0]).toEqual({
      code: expect.any(String),
      msg: expect.stringContaining(dataset),
      callStack: expect.any(String),
    });
    expect(await batchesOf(dataset, slow)).toEqual({});
  } finally {
    await slow.close();
  }
});
