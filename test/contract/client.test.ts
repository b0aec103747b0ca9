import { text } from "node:stream/consumers";
import type { ExportJobRequest } from "../../contract/exportJobs";
import type { DatasetRequest, JsonPatch } from "../../contract/catalog";
import { AepClient, type AepSettings } from "../../provider/aep";
import { samplesOf, type Sample, type SampleRequest } from "../samples/sample";
import { type AepServer, all, errorOf, impatientClient, type Seen, startServer } from "../unit/aepServer";

const [ims, gateway, datasets, batches, exportJobs, dataAccess, segments, mergePolicies, errors] = [
  "ims",
  "gateway",
  "datasets",
  "batches",
  "exportJobs",
  "dataAccess",
  "segments",
  "mergePolicies",
  "errors",
].map(samplesOf) as [Find, Find, Find, Find, Find, Find, Find, Find, Find];
type Find = (name: string) => Sample;

let server: AepServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.close());

/** Settings in the words that the documents put in the place of values. */
const settings = (): AepSettings => ({
  baseUrl: server.url,
  imsUrl: server.url,
  orgId: "{IMS_ORG}",
  sandboxName: "{SANDBOX_NAME}",
  credentials: { kind: "accessToken", accessToken: "{ACCESS_TOKEN}", apiKey: "{API_KEY}" },
});

/** A client of a server that answers the samples, one after the other. */
function clientOf(...samples: Sample[]): AepClient {
  server.answers(
    ...samples.map(({ answer: { body, ...answer } }) => ({
      ...answer,
      body: typeof body === "string" ? body : JSON.stringify(body),
    })),
  );
  return impatientClient(settings()).client;
}

const gatewayHeaders = {
  authorization: "Bearer {ACCESS_TOKEN}",
  "x-api-key": "{API_KEY}",
  "x-gw-ims-org-id": "{IMS_ORG}",
  "x-sandbox-name": "{SANDBOX_NAME}",
};
/** Headers of HTTP itself, and those by which a client asks to be recognised. */
const plumbing = [
  "host",
  "connection",
  "content-length",
  "accept",
  "accept-encoding",
  "user-agent",
  "x-request-id",
];

/** Holds what the server saw against what the document shows. */
function expectRequest(seen: Seen | undefined, request: SampleRequest, headers: object = gatewayHeaders) {
  const { method, path, query = {}, parameters = Object.keys(query), body } = request;
  expect(seen).toMatchObject({ method, path });
  const sent = Object.fromEntries(seen!.query);
  expect(sent).toMatchObject(query);
  expect(parameters).toEqual(expect.arrayContaining(Object.keys(sent)));
  const own = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const others = Object.entries(seen!.headers).filter(([name]) => !plumbing.includes(name));
  expect(Object.fromEntries(others)).toEqual({ ...headers, ...Object.fromEntries(own) });
  if (request.form) expect(Object.fromEntries(new URLSearchParams(seen!.body))).toEqual(request.form);
  else expect(seen!.body === "" ? undefined : JSON.parse(seen!.body)).toEqual(body);
}

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
    reads: [{ id: acmeId, dataset: acme }],
  },
  "GET /dataSets by name and tag": {
    sample: datasets("listByTag"),
    call: (client) =>
      all(client.datasets.list({ name: "Acme accounts dataset - 1521827915638", tags: { foo: "bar" } })),
    reads: [{ id: acmeId, dataset: acme }],
  },
  "GET /dataSets/{id}": {
    sample: datasets("get"),
    call: (client) => client.datasets.get(acmeId),
    reads: { ...acme, enableErrorDiagnostics: true },
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
    reads: [{ id: batchId, batch }],
  },
  "GET /batches/{id}": {
    sample: batches("get"),
    call: (client) => client.batches.get(batchId),
    reads: batch,
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

describe("the client says what the document shows, and reads its answer", () => {
  test.each(Object.entries(cases))("%s", async (_name, { sample, call, reads }) => {
    const answer = await call(clientOf(sample), sample);
    if (typeof reads === "object") expect(answer).toMatchObject(reads!);
    else expect(answer).toBe(reads);
    expect(server.seen).toHaveLength(1);
    expectRequest(server.seen[0], sample.request);
  });
});

describe("the client follows the document's link to the next page", () => {
  test("of export jobs", async () => {
    const client = clientOf(exportJobs("list"), exportJobs("listNext"));
    const jobs = await all(client.exportJobs.list());
    expect(jobs.map(({ id }) => id)).toEqual(["726", "722"]);
    expect(server.seen).toHaveLength(2);
    expectRequest(server.seen[1], exportJobs("listNext").request);
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

test("the client asks IMS for a token as the document does, and shows it from then on", async () => {
  const { answer, request } = ims("token");
  server.answers(answer, { body: datasets("get").answer.body });
  const { form } = request;
  const client = new AepClient({
    ...settings(),
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

describe("the client tells the document's refusals apart", () => {
  const dataset = (client: AepClient) => client.datasets.get("5b020a27e7040801dedba61b");
  test.each([
    ["tokenMissing", "unauthorized", "403010"],
    ["tokenInvalid", "unauthorized", "401013"],
    ["keyMissing", "forbidden", "403000"],
    ["keyInvalid", "forbidden", "403003"],
    ["headerMissing", "invalid", "400003"],
    ["orgInvalid", "forbidden", "403025"],
  ])("of the gateway: %s", async (name, kind, code) => {
    const sample = gateway(name);
    const { message } = sample.answer.body as { message: string };
    expect(await errorOf(dataset(clientOf(sample)))).toMatchObject({
      kind,
      code,
      reason: message,
      status: sample.answer.status,
      outcome: "rejected",
    });
  });

  test("Problem Details, by their title and detail", async () => {
    const refused = create(clientOf(errors("problem")), exportJobs("create"));
    expect(await errorOf(refused)).toMatchObject({
      kind: "invalid",
      status: 400,
      reason: "BadRequestError: A valid content-type must be specified",
    });
  });

  test.each(["wrapped", "withoutBody"])("a 404 of a service as an absence: %s", async (name) => {
    expect(await clientOf(errors(name)).exportJobs.get("24115")).toBeUndefined();
  });

  test("a 404 of the Profile service, which says its status only, as an absence", async () => {
    const client = clientOf(errors("statusOnly"));
    expect(await client.mergePolicies.get("10648288-cda5-11e8-a8d5-f2801f1b9fd1")).toBeUndefined();
  });

  test("the wrapped form, by its message, its code and the request's id", async () => {
    const refused = clientOf(errors("wrappedForbidden")).exportJobs.cancel("24115");
    expect(await errorOf(refused)).toMatchObject({
      kind: "forbidden",
      code: "UPAPI-113752-403",
      reason: "Permission denied on some resources.",
      requestId: "NvXUrBnbFxSQb00Uthy3rMIEFzNyRc2s",
    });
  });

  test("the wrapped form whose code is a status, by the code of its type", async () => {
    const { answer, ...rest } = errors("wrapped");
    const refused = clientOf({ ...rest, answer: { ...answer, status: 400 } }).exportJobs.get("24115");
    expect(await errorOf(refused)).toMatchObject({ code: "UPAPI-113430-404" });
  });

  test("the Profile service's own form, by its message", async () => {
    const refused = clientOf(errors("unprovisioned")).mergePolicies.get(
      "10648288-cda5-11e8-a8d5-f2801f1b9fd1",
    );
    expect(await errorOf(refused)).toMatchObject({
      kind: "forbidden",
      reason: "UPS-ACC-1000004: IMS Org is not provisioned.",
    });
  });
});
