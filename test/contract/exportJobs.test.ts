import type { ExportJob, ExportJobRequest } from "../../contract/exportJobs";
import type { MergePolicy } from "../../contract/mergePolicies";
import { eventually } from "../worlds/eventually";
import type { Answer, LocalAep } from "../worlds/localAep";
import { samplesOf, type Sample } from "../samples/sample";
import { type Differences, expectDocumented, schemaProblems, send, startDocumented } from "./documented";

const exportJobs = samplesOf("exportJobs");
const path = "/data/core/ups/export/jobs";

/** The forms of answers: those of the guide and segmentation.yaml, and those of the tutorial. */
let guide: LocalAep;
let tutorial: LocalAep;
beforeAll(async () => {
  guide = await startDocumented("batches-object", "delete-200");
  tutorial = await startDocumented("dataSetId");
});
afterAll(() => Promise.all([guide.close(), tutorial.close()]));

/** The documented request, with ids of a real dataset and merge policy. */
async function requestOf(aep: LocalAep, name: string, more: object = {}): Promise<ExportJobRequest> {
  const { body } = exportJobs(name).request as { body: ExportJobRequest };
  const policy = (await send(aep, samplesOf("mergePolicies")("create"))).body as MergePolicy;
  return {
    ...body,
    mergePolicy: { ...body.mergePolicy, id: policy.id },
    destination: { ...body.destination, datasetId: await aep.createDataset(), ...more },
  };
}

const read = (aep: LocalAep, name: string, id: number) =>
  send(aep, exportJobs(name), { path: `${path}/${id}` }) as Promise<Answer<ExportJob>>;

/** The answer about a job that has ended. */
async function ended(aep: LocalAep, name: string, { body }: Answer): Promise<Answer<ExportJob>> {
  return eventually(async () => {
    const answer = await read(aep, name, (body as ExportJob).id);
    return ["NEW", "PROCESSING"].includes(answer.body.status) ? undefined : answer;
  });
}

/** Compares an answer with the documented one: values, where the request decides them. */
function expectJob(sample: Sample, answer: Answer, request: ExportJobRequest, differences: Differences) {
  expectDocumented(sample, answer, { definition: "ExportJobResponse", ...differences });
  const { destination: _, ...asked } = request;
  expect(answer.body).toMatchObject(asked);
  const { metrics = {} } = answer.body as ExportJob;
  for (const timing of [metrics.totalTime, metrics.profileExportTime, metrics.aCPDatasetWriteTime]) {
    if (timing?.endTimeInMs === undefined) continue;
    expect(timing.totalTimeInMs).toBe(timing.endTimeInMs - timing.startTimeInMs!);
  }
}

/** The documents name batches at once; the emulator names them when they have been written. */
const unwritten = "destination.batches: missing";
/** segmentation.yaml has one batch per job; the tutorial has an array. */
const manyBatches = { schema: ["/destination/batches must be object"] };

describe("the tutorial's export", () => {
  test.each(["create", "createWithoutEvaluation"])("POST /export/jobs (%s), then GET", async (name) => {
    const body = await requestOf(tutorial, name);
    const created = await send(tutorial, exportJobs(name), { body });
    expectJob(exportJobs(name), created, body, { shape: [unwritten] });
    expect(created.body).toMatchObject({ status: "NEW", computeGatewayJobId: {} });

    const done = await ended(tutorial, "get", created);
    expectJob(exportJobs("get"), done, body, manyBatches);
    expect(done.body).toMatchObject({
      status: "SUCCEEDED",
      metrics: { totalExportedProfileCounter: 2 },
      destination: {
        dataSetId: body.destination.datasetId,
        batches: body.filter!.segments!.map((segment) => ({ ...segment, batchId: expect.any(String) })),
      },
    });
    expect(done.body.destination).not.toHaveProperty("batchId");
  });

  test("without segmentPerBatch has one batch and no list of them", async () => {
    const body = await requestOf(guide, "create", { segmentPerBatch: false });
    const done = await ended(guide, "getSingleBatch", await send(guide, exportJobs("create"), { body }));
    expectJob(exportJobs("getSingleBatch"), done, body, {});
    expect(done.body.destination).not.toHaveProperty("batches");
    expect(done.body.destination.batchId).not.toBe("");
  });
});

describe("the guide's export", () => {
  // The guide shows all members at once: errors of a success, and both a single batch and a list.
  test("POST /export/jobs, then GET, one batch", async () => {
    const body = await requestOf(guide, "createOfGuide");
    const created = await send(guide, exportJobs("createOfGuide"), { body });
    expectJob(exportJobs("createOfGuide"), created, body, {
      shape: [
        unwritten,
        "errors: missing",
        "metrics.totalTime.endTimeInMs: missing",
        "metrics.totalTime.totalTimeInMs: missing",
        "metrics.profileExportTime: missing",
        "metrics.aCPDatasetWriteTime: missing",
        "computeGatewayJobId.exportJob: missing",
        "computeGatewayJobId.pushJob: missing",
      ],
    });
    expect(created.headers.get("x-location")).toBe(`${path}/${(created.body as ExportJob).id}`);
    const done = await ended(guide, "getOfGuide", created);
    expectJob(exportJobs("getOfGuide"), done, body, { shape: [unwritten, "errors: missing"] });
  });

  test("GET of one batch a segment", async () => {
    const body = await requestOf(guide, "createOfGuide", { segmentPerBatch: true });
    const done = await ended(guide, "getOfGuide", await send(guide, exportJobs("createOfGuide"), { body }));
    expectJob(exportJobs("getOfGuide"), done, body, {
      shape: ["destination.batchId: missing", "errors: missing"],
    });
  });
});

describe("the list", () => {
  let aep: LocalAep;
  beforeAll(async () => {
    aep = await startDocumented();
    const post = async (datasetId: string) =>
      send(aep, exportJobs("create"), {
        body: {
          filter: { segments: [{ segmentId: "52c26d0d-45f2-47a2-ab30-ed06abc981ff" }] },
          destination: { datasetId },
          schema: { name: "_xdm.context.profile" },
        },
      });
    const [kept, dropped] = [await aep.createDataset(), await aep.createDataset()];
    await ended(aep, "get", await post(kept));
    const failing = await post(dropped);
    await aep.call("DELETE", `/data/foundation/catalog/dataSets/${dropped}`);
    await ended(aep, "get", failing);
    await ended(aep, "get", await post(kept));
  });
  afterAll(() => aep.close());
  const statuses = ({ body }: Answer) => (body as { records: ExportJob[] }).records.map((job) => job.status);

  test("of the tutorial, a success and a failure", async () => {
    const answer = await send(aep, exportJobs("list"));
    expectDocumented(exportJobs("list"), answer, { definition: "GetExportJobsResponse" });
    expect(statuses(answer)).toEqual(["SUCCEEDED", "FAILED"]);
    const { page, link, records } = answer.body as {
      page: { pageOffset: string };
      link: { next: string };
      records: ExportJob[];
    };
    const last = records.at(-1)!;
    expect(page).toEqual({
      sortField: "createdTime",
      sort: "desc",
      pageOffset: `${last.creationTime}_${last.id}`,
      pageSize: 2,
    });
    expect(link.next).toBe(`/export/jobs/?limit=2&offset=${page.pageOffset}`);
    // The tutorial's FAILED job: errors, no batch, and only what was measured before the end.
    const [, failed] = (exportJobs("list").answer.body as { records: ExportJob[] }).records;
    expectDocumented(
      { ...exportJobs("list"), answer: { status: 200, body: failed } },
      {
        ...answer,
        body: last,
      },
    );
    expect(last.destination.batchId).toBe("");
    expect(last.metrics).not.toHaveProperty("aCPDatasetWriteTime");
  });

  test("continues at link.next, and ends without a next page", async () => {
    const first = await send(aep, exportJobs("list"));
    const { link } = first.body as { link: { next: string } };
    const answer = await aep.call("GET", `/data/core/ups${link.next}`);
    expect(statuses(answer)).toEqual(["SUCCEEDED"]);
    expect((answer.body as { link: { next?: string } }).link.next ?? "").toBe("");
    expect(schemaProblems("GetExportJobsResponse", answer.body)).toEqual([]);
  });

  test.each([
    [{ limit: "4" }, ["SUCCEEDED", "FAILED", "SUCCEEDED"]],
    [{ offset: "2" }, ["SUCCEEDED"]],
    [{ status: "SUCCEEDED" }, ["SUCCEEDED", "SUCCEEDED"]],
    [{ status: "FAILED" }, ["FAILED"]],
    [{ status: "NEW" }, []],
  ])("accepts the documented parameters: %j", async (query, expected) => {
    const answer = await send(aep, exportJobs("listSucceeded"), { query });
    expect([answer.status, statuses(answer)]).toEqual([200, expected]);
    expect(await send(aep, exportJobs("listSucceeded"), { query, path: `${path}/` })).toMatchObject({
      body: answer.body as object,
    });
  });
});

describe("a cancel", () => {
  test.each([
    ["cancel", () => tutorial, undefined],
    ["cancelMarked", () => guide, "CancelExportJobResponse"],
  ])("%s", async (name, which, definition) => {
    const aep = which();
    const created = await send(aep, exportJobs("create"), { body: await requestOf(aep, "create") });
    const { id } = created.body as ExportJob;
    const answer = await send(aep, exportJobs(name), { path: `${path}/${id}` });
    expectDocumented(exportJobs(name), answer, { definition });
    expect(answer.body).toEqual(exportJobs(name).answer.body);
    // segmentation.yaml has no such status.
    expect(schemaProblems("ExportJobResponse", (await ended(aep, "get", created)).body)).toEqual([
      "/status must be equal to one of the allowed values",
    ]);
  });

  test("of an unknown job is a 404; POST instead of DELETE, an error of the tutorial, is refused", async () => {
    expect(await send(tutorial, exportJobs("cancel"), { path: `${path}/999999` })).toMatchObject({
      status: 404,
    });
    expect(await tutorial.call("POST", `${path}/999999`)).toMatchObject({ status: 405 });
  });
});
