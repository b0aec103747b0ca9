import type { BatchFiles, FileParts } from "../../../contract/dataAccess";
import type { ExportJob } from "../../../contract/exportJobs";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

let aep: LocalAep;
let datasetId: string;
let batchId: string;
let fileId: string;
let part: { name: string; length: string };
let bytes: Buffer;

const path = "/data/foundation/export";

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
  datasetId = await aep.createDataset();
  const { body: job } = await aep.call<ExportJob>("POST", "/data/core/ups/export/jobs", {
    body: { destination: { datasetId }, schema: { name: "_xdm.context.profile" } },
  });
  batchId = await eventually(async () => {
    const { body } = await aep.call<ExportJob>("GET", `/data/core/ups/export/jobs/${job.id}`);
    return body.destination.batchId || undefined;
  });
  const { body: files } = await aep.call<BatchFiles>("GET", `${path}/batches/${batchId}/files`);
  fileId = files.data[0]?.dataSetFileId ?? "";
  part = (await aep.call<FileParts>("GET", `${path}/files/${fileId}`)).body.data[0]!;
  bytes = Buffer.from(await (await aep.fetch("GET", partPath())).arrayBuffer());
});

afterAll(() => aep.close());

function partPath(): string {
  return `${path}/files/${fileId}?path=${encodeURIComponent(part.name)}`;
}

it("lists the files of a batch, each with a link to itself", async () => {
  const { body } = await aep.call<BatchFiles>("GET", `${path}/batches/${batchId}/files`);
  expect(body._page).toEqual({ limit: 100, count: 1 });
  expect(body.data[0]).toMatchObject({ dataSetFileId: fileId, isValid: true, size: part.length });
  expect(body.data[0]?._links?.self.href).toBe(`${aep.emulator.url}${path}/files/${fileId}`);
});

it("lists the parts of a file, sizes as strings", () => {
  expect(part.name).toMatch(/\.parquet$/);
  expect(part.length).toBe(String(bytes.length));
});

it("serves Parquet", () => {
  expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
  expect(bytes.subarray(-4).toString()).toBe("PAR1");
});

it("answers HEAD with the size of a part", async () => {
  const response = await aep.fetch("HEAD", partPath());
  expect(response.status).toBe(200);
  expect(response.headers.get("content-length")).toBe(part.length);
  expect(response.headers.get("accept-ranges")).toBe("bytes");
  expect((await aep.fetch("HEAD", `${path}/files/${fileId}`)).status).toBe(400);
});

it.each([
  ["bytes=0-99", 0, 100],
  ["bytes=100-", 100, undefined],
  ["bytes=-10", -10, undefined],
])("serves the range %s", async (range, start, end) => {
  const response = await aep.fetch("GET", partPath(), { headers: { range } });
  expect(response.status).toBe(206);
  const expected = bytes.subarray(start, end);
  expect(Buffer.from(await response.arrayBuffer()).equals(expected)).toBe(true);
  expect(response.headers.get("content-range")).toMatch(new RegExp(`^bytes \\d+-\\d+/${bytes.length}$`));
  expect(response.headers.get("content-length")).toBe(String(expected.length));
});

it("refuses a range outside the file", async () => {
  const response = await aep.fetch("GET", partPath(), { headers: { range: `bytes=${bytes.length}-` } });
  expect(response.status).toBe(416);
  expect(response.headers.get("content-range")).toBe(`bytes */${bytes.length}`);
});

it.each([
  ...[
    "../../state/data.mdb",
    "..%2F..%2Fstate%2Fdata.mdb",
    "%252e%252e%252fstate",
    "..%5c..%5cstate",
    "%c0%ae%c0%ae/",
  ],
  ...[
    "/etc/passwd",
    "file:///etc/passwd",
    "%00",
    "nothing.parquet",
    "nothing.parquet%00",
    "",
    ".",
    "./",
    "%2e",
  ],
])("answers 404 to the part %j, which is outside the batch", async (name) => {
  expect((await aep.fetch("GET", `${path}/files/${fileId}?path=${name}`)).status).toBe(404);
});

it("answers 404 to ids that do not exist, or exist in another sandbox only", async () => {
  expect((await aep.call("GET", `${path}/batches/none/files`)).status).toBe(404);
  expect((await aep.call("GET", `${path}/files/none`)).status).toBe(404);
  expect((await aep.call("GET", `${path}/files/none-1`)).status).toBe(404);
  expect((await aep.call("GET", `${path}/datasets/none/preview`)).status).toBe(404);
  for (const foreign of [
    `${path}/batches/${batchId}/files`,
    `${path}/files/${fileId}`,
    partPath(),
    `${path}/datasets/${datasetId}/preview`,
  ]) {
    expect((await aep.call("GET", foreign, { sandbox: "dev" })).status).toBe(404);
  }
});

it("previews rows of a dataset", async () => {
  const { body } = await aep.call<{ data: object[] }>("GET", `${path}/datasets/${datasetId}/preview`);
  expect(body.data).toHaveLength(100);
  const empty = await aep.call("GET", `${path}/datasets/${await aep.createDataset()}/preview`);
  expect(empty.body).toEqual({ data: [] });
});

it("deletes the files of a dataset with it", async () => {
  await aep.call("DELETE", `/data/foundation/catalog/dataSets/${datasetId}`);
  expect((await aep.call("GET", `${path}/batches/${batchId}/files`)).status).toBe(404);
  expect((await aep.fetch("GET", partPath())).status).toBe(404);
});
