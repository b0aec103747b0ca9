import type { BatchFiles, FileParts } from "../../contract/dataAccess";
import type { ExportJob } from "../../contract/exportJobs";
import type { ImsToken } from "../../contract/ims";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import { localClient } from "../../emulator/server";
import { eventually } from "../worlds/eventually";
import type { LocalAep } from "../worlds/localAep";
import { samplesOf } from "../samples/sample";
import { expectDocumented, schemaProblems, send, startDocumented } from "./documented";

const [gateway, errors, dataAccess, segments, mergePolicies] = [
  samplesOf("gateway"),
  samplesOf("errors"),
  samplesOf("dataAccess"),
  samplesOf("segments"),
  samplesOf("mergePolicies"),
];

let aep: LocalAep;
beforeAll(async () => {
  aep = await startDocumented();
});
afterAll(() => aep.close());

describe("IMS", () => {
  const sample = samplesOf("ims")("token");
  const form = new URLSearchParams({
    ...sample.request.form,
    client_id: localClient.clientId,
    client_secret: localClient.clientSecret,
    scope: "openid,AdobeID,read_organizations",
  });

  test.each([
    ["in the body", sample.request.path, form.toString()],
    ["in the query", `${sample.request.path}?${form.toString()}`, undefined],
  ])("gives a token for credentials %s", async (_name, path, body) => {
    const { method, headers } = sample.request;
    const response = await fetch(aep.emulator.url + path, { method, headers, body });
    const token = (await response.json()) as ImsToken;
    expectDocumented(sample, { status: response.status, headers: response.headers, body: token });
    expect(token.token_type).toBe("bearer");
    const authorization = `Bearer ${token.access_token}`;
    const { status } = await aep.call("GET", "/data/foundation/catalog/dataSets", {
      headers: { authorization },
    });
    expect(status).toBe(200);
  });
});

describe("the gateway refuses, word for word,", () => {
  test.each([
    ["tokenMissing", { authorization: undefined }],
    ["tokenInvalid", { authorization: "Bearer no-token" }],
    ["keyMissing", { "x-api-key": undefined }],
    ["keyInvalid", { "x-api-key": "no-key" }],
    ["headerMissing", { "x-gw-ims-org-id": undefined }],
    ["orgInvalid", { "x-gw-ims-org-id": "OTHER@AdobeOrg" }],
  ])("%s", async (name, headers) => {
    const { request, answer } = gateway(name);
    const { status, body } = await aep.call(request.method, request.path, { headers });
    expect({ status, body }).toEqual(answer);
  });
});

describe("a service refuses", () => {
  test("with Problem Details", async () => {
    const answer = await send(aep, errors("problem"));
    expectDocumented(errors("problem"), answer, { definition: "ProblemDetail" });
    const { title, detail } = errors("problem").answer.body as { title: string; detail: string };
    expect(answer.body).toMatchObject({ title, detail });
  });

  test("unknown objects, in the plain form and not in the wrapped one", async () => {
    const answer = await send(aep, errors("wrapped"));
    expectDocumented(errors("wrapped"), answer, {
      definition: "ProblemDetail",
      shape: ["requestId: missing", "errors: missing"],
    });
  });
});

describe("Data Access", () => {
  const root = "/data/foundation/export";
  let datasetId: string;
  let batchId: string;
  let fileId: string;
  let name: string;
  beforeAll(async () => {
    datasetId = await aep.createDataset();
    const jobs = "/data/core/ups/export/jobs";
    const body = { destination: { datasetId }, schema: { name: "_xdm.context.profile" } };
    const { id } = (await aep.call<ExportJob>("POST", jobs, { body })).body;
    batchId = await eventually(async () => {
      const { body: job } = await aep.call<ExportJob>("GET", `${jobs}/${id}`);
      return job.status === "SUCCEEDED" ? job.destination.batchId : undefined;
    });
    const files = await aep.call<BatchFiles>("GET", `${root}/batches/${batchId}/files`);
    fileId = files.body.data[0]!.dataSetFileId;
    name = (await aep.call<FileParts>("GET", `${root}/files/${fileId}`)).body.data[0]!.name;
  });

  const fetchSample = (sample: string, headers?: Record<string, string>) => {
    const { request } = dataAccess(sample);
    const path = `${root}/files/${fileId}?path=${encodeURIComponent(name)}`;
    return aep.fetch(request.method, path, { headers });
  };

  test("GET /batches/{id}/files", async () => {
    const path = `${root}/batches/${batchId}/files`;
    const answer = await send(aep, dataAccess("files"), { path });
    expectDocumented(dataAccess("files"), answer, { definition: "dataSetFiles" });
    expect(await send(aep, dataAccess("files"), { path, query: { start: "0", limit: "1" } })).toMatchObject({
      body: { _page: { limit: 1, count: 1 } },
    });
  });

  test("GET /files/{id}", async () => {
    const answer = await send(aep, dataAccess("parts"), { path: `${root}/files/${fileId}` });
    expectDocumented(dataAccess("parts"), answer, { definition: "files" });
    expect(name).toMatch(/\.parquet$/);
  });

  test("HEAD, a whole GET and a Range agree", async () => {
    const head = await fetchSample("head");
    expect(head.status).toBe(dataAccess("head").answer.status);
    expect(head.headers.get("accept-ranges")).toBe("bytes");
    expect(head.headers.get("content-type")).toMatch(/^application\//);
    const length = Number(head.headers.get("content-length"));

    const whole = await fetchSample("bytes");
    expect(whole.status).toBe(dataAccess("bytes").answer.status);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes).toHaveLength(length);

    const { request, answer } = dataAccess("range");
    const range = await fetchSample("range", { range: request.headers!["Range"]! });
    expect(range.status).toBe(answer.status);
    expect(range.headers.get("content-range")).toBe(`bytes 8-${length - 1}/${length}`);
    expect(range.headers.get("content-length")).toBe(String(length - 8));
    expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(8))).toBe(true);
  });

  test("GET /datasets/{id}/preview", async () => {
    const answer = await send(aep, dataAccess("preview"), { path: `${root}/datasets/${datasetId}/preview` });
    expectDocumented(dataAccess("preview"), answer, { definition: "preview" });
  });
});

describe("segment definitions", () => {
  test("are created, read, listed and deleted", async () => {
    const created = await send(aep, segments("create"));
    expectDocumented(segments("create"), created, { definition: "SegmentDefinition" });
    expect(created.body).toMatchObject(segments("create").request.body as object);
    const { id } = created.body as SegmentDefinition;
    const path = `${segments("list").request.path}/${id}`;
    expect(created.headers.get("x-location")).toBe(path);

    const got = await send(aep, segments("get"), { path });
    expectDocumented(segments("get"), got, { definition: "SegmentDefinition" });
    const listed = await send(aep, segments("list"), { query: { limit: "1", sort: "creationTime:desc" } });
    expectDocumented(segments("list"), listed);
    expect((listed.body as { segments: unknown[] }).segments).toEqual([got.body]);

    const deleted = await send(aep, segments("delete"), { path });
    expectDocumented(segments("delete"), deleted, { definition: "MessageResponse" });
    expect(await send(aep, segments("get"), { path })).toMatchObject({ status: 404 });
  });

  test("that only records name have no expression, which the published schema requires", async () => {
    const path = `${segments("get").request.path.replace(/[^/]+$/, "")}52c26d0d-45f2-47a2-ab30-ed06abc981ff`;
    const { body } = await send(aep, segments("get"), { path });
    expect(schemaProblems("SegmentDefinition", body)).toEqual([" must have required property 'expression'"]);
  });
});

describe("merge policies", () => {
  test("are created, read, listed and deleted", async () => {
    const created = await send(aep, mergePolicies("create"));
    expectDocumented(mergePolicies("create"), created, { definition: "MergePolicy" });
    expect(created.body).toMatchObject(mergePolicies("create").request.body as object);
    const path = `${mergePolicies("list").request.path}/${(created.body as MergePolicy).id}`;
    const precedence = await send(aep, mergePolicies("get"));
    expectDocumented(mergePolicies("get"), precedence, { definition: "MergePolicy" });

    const listed = await send(aep, mergePolicies("list"), { query: { limit: "2" } });
    expectDocumented(mergePolicies("list"), listed, { definition: "MergePoliciesResponse" });
    const { _links } = listed.body as { _links: { next: { href: string } } };
    expect(_links.next.href).toMatch(/^@\/mergePolicies\?start=.+&orderBy=&limit=2$/);
    const next = await aep.call("GET", _links.next.href.replace("@", "/data/core/ups/config"));
    expectDocumented(mergePolicies("listEnd"), next, { definition: "MergePoliciesResponse" });
    expect(next.body).toMatchObject({ _links: { next: { href: "" } } });

    const deleted = await send(aep, mergePolicies("delete"), { path });
    expectDocumented(mergePolicies("delete"), deleted);
    expect(await send(aep, mergePolicies("get"), { path })).toMatchObject({ status: 404 });
  });
});
