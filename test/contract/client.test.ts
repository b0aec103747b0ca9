import { text } from "node:stream/consumers";
import type { DatasetRequest, JsonPatch } from "../../contract/catalog";
import type { ExportJobRequest } from "../../contract/exportJobs";
import { AepClient } from "../../provider/aep";
import { samplesOf, type Sample } from "../samples/sample";
import { type AepServer, all, startServer } from "../worlds/cannedAep";
import { clientOf as clientOfSamples, expectRequest, gatewayHeaders, settingsOf } from "./clientOfSamples";

const datasets = samplesOf("datasets");
const batches = samplesOf("batches");
const exportJobs = samplesOf("exportJobs");
const dataAccess = samplesOf("dataAccess");
const segments = samplesOf("segments");
const mergePolicies = samplesOf("mergePolicies");

let server: AepServer;
let clientOf: (...samples: Sample[]) => AepClient;
beforeEach(async () => {
  server = await startServer();
  clientOf = (...samples) => clientOfSamples(server, ...samples);
});
afterEach(() => server.close());

const job = (sample: Sample) => sample.answer.body as Record<string, unknown>;
const segmentBatches = [
  {
    segmentId: "4edc8488-2c35-4f6d-b4c6-9075c68d2df4",
    segmentNs: "AAM",
    status: ["realized"],
    batchId: "da5cfb4de32c4b93a09f7e37fa53ad52",
  },
  {
    segmentId: "1rfe8422-334d-12f4-3sd4-12cf6g990g51",
    segmentNs: "UPS",
    status: ["exited"],
    batchId: "df4gssdfb93a09f7e37fa53ad52",
  },
];
const guideJob = {
  id: "100",
  state: "succeeded",
  destination: { datasetId: "5b7c86968f7b6501e21ba9df", segmentPerBatch: false },
  batches: [
    {
      segmentId: "52c26d0d-45f2-47a2-ab30-ed06abc981ff",
      segmentNs: "ups",
      status: ["realized"],
      batchId: "da5cfb4de32c4b93a09f7e37fa53ad52",
    },
  ],
  batchIds: ["da5cfb4de32c4b93a09f7e37fa53ad52"],
  errors: [{ code: "0100000003", msg: "Error in Export Job" }],
  creationTime: 1538615973895,
};
const [acmeId, acme] = Object.entries(datasets("list").answer.body as object)[0] as [string, object];
const [batchId, batch] = Object.entries(batches("get").answer.body as object)[0] as [string, object];
const fileId = "01C7Z8Q4P0000000000000000A-1";
const partName = "part-00000.parquet";
const create = (client: AepClient, sample: Sample) =>
  client.exportJobs.create(sample.request.body as ExportJobRequest);

interface Case {
  sample: Sample;
  call: (client: AepClient, sample: Sample) => Promise<unknown>;
  reads: unknown;
}

const cases: Record<string, Case> = {
  ...Object.fromEntries(
    ["create", "createLowerCase", "createWithAspect", "createForProfile"].map((name): [string, Case] => [
      `POST /dataSets (${name})`,
      {
        sample: datasets(name),
        call: (client, { request }) => client.datasets.create(request.body as DatasetRequest),
        reads: "5b020a27e7040801dedba61b",
      },
    ]),
  ),
  "GET /dataSets": {
    sample: datasets("list"),
    call: (client) => all(client.datasets.list()),
    reads: [{ id: acmeId, ...acme }],
  },
  "GET /dataSets by name and tag": {
    sample: datasets("listByTag"),
    call: (client) =>
      all(client.datasets.list({ name: "Acme accounts dataset - 1521827915638", tags: { foo: "bar" } })),
    reads: [{ id: acmeId, ...acme }],
  },
  "GET /dataSets/{id}": {
    sample: datasets("get"),
    call: (client) => client.datasets.get(acmeId),
    reads: { id: acmeId, ...acme, enableErrorDiagnostics: true },
  },
  "PATCH /dataSets/{id}": {
    sample: datasets("patchOperations"),
    call: (client, { request }) =>
      client.datasets.update("5ba9452f7de80400007fc52a", request.body as JsonPatch),
    reads: undefined,
  },
  "DELETE /dataSets/{id}": {
    sample: datasets("delete"),
    call: (client) => client.datasets.delete("5ba9452f7de80400007fc52a"),
    reads: true,
  },
  "DELETE /dataSets/{id} of nothing": {
    sample: datasets("deleteNothing"),
    call: (client) => client.datasets.delete("5ba9452f7de80400007fc52a"),
    reads: false,
  },
  "GET /batches": {
    sample: batches("list"),
    call: (client) => all(client.batches.list({ dataSet: "foo_dataSet" })),
    reads: [{ id: batchId, ...batch }],
  },
  "GET /batches/{id}": {
    sample: batches("get"),
    call: (client) => client.batches.get(batchId),
    reads: { id: batchId, ...batch },
  },
  ...Object.fromEntries(
    ["create", "createWithoutEvaluation"].map((name): [string, Case] => [
      `POST /export/jobs (${name})`,
      {
        sample: exportJobs(name),
        call: create,
        reads: {
          ...job(exportJobs(name)),
          id: "24115",
          state: "pending",
          destination: { datasetId: "5cf6bcf79ecc7c14530fe436", segmentPerBatch: true },
          batches: segmentBatches,
          batchIds: segmentBatches.map((one) => one.batchId),
          errors: [],
        },
      },
    ]),
  ),
  "POST /export/jobs (guide)": { sample: exportJobs("createOfGuide"), call: create, reads: guideJob },
  "GET /export/jobs/{id}": {
    sample: exportJobs("get"),
    call: (client) => client.exportJobs.get("24115"),
    reads: {
      ...job(exportJobs("get")),
      id: "24115",
      state: "succeeded",
      destination: { datasetId: "5cf6bcf79ecc7c14530fe436", segmentPerBatch: true },
      batches: segmentBatches,
      batchIds: segmentBatches.map((one) => one.batchId),
      errors: [],
    },
  },
  "GET /export/jobs/{id} without segmentPerBatch": {
    sample: exportJobs("getSingleBatch"),
    call: (client) => client.exportJobs.get("24115"),
    reads: {
      destination: { datasetId: "5cf6bcf79ecc7c14530fe436", segmentPerBatch: false },
      batches: [],
      batchIds: ["da5cfb4de32c4b93a09f7e37fa53ad52"],
    },
  },
  "GET /export/jobs/{id} (guide)": {
    sample: exportJobs("getOfGuide"),
    call: (client) => client.exportJobs.get("100"),
    reads: guideJob,
  },
  "GET /export/jobs?limit": {
    sample: exportJobs("list"),
    call: (client) => all(client.exportJobs.list({ limit: 2 })),
    reads: [
      { id: "726", state: "succeeded", batchIds: ["da5cfb4de32c4b93a09f7e37fa53ad52"], errors: [] },
      {
        id: "722",
        state: "failed",
        destination: { datasetId: "5bb4c46757920712f924a3eb", segmentPerBatch: false },
        batchIds: [],
        errors: [{ code: "0090000009" }, { code: "unknown", msg: "Job aborted." }],
      },
    ],
  },
  "GET /export/jobs?status": {
    sample: exportJobs("listSucceeded"),
    call: (client) => all(client.exportJobs.list({ status: "SUCCEEDED" })),
    reads: [guideJob],
  },
  "DELETE /export/jobs/{id}, 204": {
    sample: exportJobs("cancel"),
    call: (client) => client.exportJobs.cancel("726"),
    reads: true,
  },
  "DELETE /export/jobs/{id}, 200": {
    sample: exportJobs("cancelMarked"),
    call: (client) => client.exportJobs.cancel("726"),
    reads: true,
  },
  "GET /batches/{id}/files": {
    sample: dataAccess("files"),
    call: (client) => all(client.files.ofBatch("da5cfb4de32c4b93a09f7e37fa53ad52")),
    reads: [{ dataSetFileId: fileId, records: "3", size: "12", isValid: true }],
  },
  "GET /files/{id}": {
    sample: dataAccess("parts"),
    call: (client) => all(client.files.parts(fileId)),
    reads: [{ name: partName, length: "12" }],
  },
  "GET /files/{id}?path": {
    sample: dataAccess("bytes"),
    call: async (client) => text(await client.files.read(fileId, partName)),
    reads: "PAR1....PAR1",
  },
  "GET /files/{id}?path with Range": {
    sample: dataAccess("range"),
    call: async (client) => text(await client.files.read(fileId, partName, { start: 8 })),
    reads: "PAR1",
  },
  "HEAD /files/{id}?path": {
    sample: dataAccess("head"),
    call: (client) => client.files.head(fileId, partName),
    reads: 12,
  },
  "GET /segment/definitions": {
    sample: segments("list"),
    call: (client) => all(client.segments.list()),
    reads: (segments("list").answer.body as { segments: object[] }).segments,
  },
  "GET /segment/definitions/{id}": {
    sample: segments("get"),
    call: (client) => client.segments.get("54669488-03ab-4e0d-a694-37fe49e32be8"),
    reads: segments("get").answer.body,
  },
  "GET /config/mergePolicies/{id}": {
    sample: mergePolicies("get"),
    call: (client) => client.mergePolicies.get("42d4a596-b1c6-46c0-994e-ca5ef1f85130"),
    reads: mergePolicies("get").answer.body,
  },
};

describe("the client sends the documented request and reads the documented answer", () => {
  test.each(Object.entries(cases))("%s", async (_name, { sample, call, reads }) => {
    const answer = await call(clientOf(sample), sample);
    if (typeof reads === "object") expect(answer).toMatchObject(reads!);
    else expect(answer).toBe(reads);
    expect(server.seen).toHaveLength(1);
    expectRequest(server.seen[0], sample.request);
  });
});

describe("the client follows the documented link to the next page", () => {
  test("of export jobs", async () => {
    const client = clientOf(exportJobs("list"), exportJobs("listNext"));
    const jobs = await all(client.exportJobs.list({ status: "SUCCEEDED" }));
    expect(jobs.map(({ id }) => id)).toEqual(["726", "722"]);
    expect(server.seen).toHaveLength(2);
    // The documented link has no status, so the client keeps its own.
    const { request } = exportJobs("listNext");
    expectRequest(server.seen[1], { ...request, query: { ...request.query, status: "SUCCEEDED" } });
  });

  test("of files", async () => {
    const client = clientOf(dataAccess("filesFirstPage"), dataAccess("files"));
    await all(client.files.ofBatch("da5cfb4de32c4b93a09f7e37fa53ad52"));
    expect(server.seen).toHaveLength(2);
    expectRequest(server.seen[1], {
      ...dataAccess("files").request,
      query: { start: "1", limit: "1" },
    });
  });

  test("of merge policies", async () => {
    const client = clientOf(mergePolicies("list"), mergePolicies("listEnd"));
    const policies = await all(client.mergePolicies.list());
    expect(policies).toEqual((mergePolicies("list").answer.body as { children: object[] }).children);
    expect(server.seen).toHaveLength(2);
    expectRequest(server.seen[0], mergePolicies("list").request);
    expectRequest(server.seen[1], mergePolicies("listEnd").request);
  });
});

test("the client fetches a token with the documented request and then sends it", async () => {
  const { answer, request } = samplesOf("ims")("token");
  server.answers(answer, { body: datasets("get").answer.body });
  const { form } = request;
  const client = new AepClient({
    ...settingsOf(server),
    credentials: {
      kind: "client",
      clientId: form!["client_id"]!,
      clientSecret: form!["client_secret"]!,
      scopes: form!["scope"]!,
    },
  });
  expect(await client.datasets.get(acmeId)).toMatchObject(acme);
  expectRequest(server.seen[0], request, {});
  expectRequest(server.seen[1], datasets("get").request, {
    ...gatewayHeaders,
    "x-api-key": "{CLIENT_ID}",
  });
});
