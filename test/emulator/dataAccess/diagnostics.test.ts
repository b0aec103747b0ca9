import type { BatchesById } from "../../../contract/catalog";
import type { BatchFiles, FileParts } from "../../../contract/dataAccess";
import type { ExportJob } from "../../../contract/exportJobs";
import { eventually } from "../../worlds/eventually";
import type { LocalAep } from "../../worlds/localAep";
import { startWith } from "../../worlds/ownPeople";

const jobs = "/data/core/ups/export/jobs";
const access = "/data/foundation/export";

let aep: LocalAep;
beforeEach(async () => {
  const ada = { identityMap: { Email: [{ id: "ada@example.com", primary: true }] } };
  aep = await startWith([ada], { faults: { jobs: [{ fault: "fail-writing", times: 1 }] } });
});
afterEach(() => aep.close());

async function exportAll(status: string): Promise<ExportJob> {
  const { body } = await aep.call<ExportJob>("POST", jobs, {
    body: {
      destination: { datasetId: await aep.createDataset() },
      schema: { name: "_xdm.context.profile" },
    },
  });
  return eventually(async () => {
    const job = await aep.call<ExportJob>("GET", `${jobs}/${body.id}`);
    return job.body.status === status ? job.body : undefined;
  });
}

async function list(path: string): Promise<FileParts> {
  return (await aep.call<FileParts>("GET", path)).body;
}

it("a job that fails while it writes leaves a batch that tells why", async () => {
  const { destination, errors } = await exportAll("FAILED");
  const { batchId = "" } = destination;
  expect(batchId).not.toBe("");
  const { body } = await aep.call<BatchesById>("GET", `/data/foundation/catalog/batches/${batchId}`);
  expect(body[batchId]).toMatchObject({ status: "failed", recordCount: 0, failedRecordCount: 1 });
  const own = `${access}/batches/${batchId}`;
  expect((await aep.call<BatchFiles>("GET", `${own}/files`)).body.data).toEqual([]);

  const failed = await list(`${own}/failed`);
  expect(failed).toMatchObject({
    data: [{ name: "part-00000.parquet", length: "0" }],
    _page: { limit: 100, count: 1 },
  });
  const meta = await list(`${own}/meta`);
  expect(meta.data.map(({ name }) => name)).toEqual(["input_files", "row_errors", "row_errors_sample.json"]);
  const rowErrors = await list(`${own}/meta?path=row_errors`);
  const [file] = rowErrors.data;
  expect(file?.name).toBe("conversion_errors_0.json");
  const response = await aep.fetch("GET", (file?._links?.self.href ?? "").replace(aep.emulator.url, ""));
  const text = await response.text();
  expect(String(text.length)).toBe(file?.length);
  expect(JSON.parse(text)).toMatchObject({ _errors: [{ message: errors?.[0]?.msg }] });
  expect((await list(`${own}/meta?limit=1&start=1`)).data.map(({ name }) => name)).toEqual(["row_errors"]);
  for (const path of ["none", "row_errors/none", "../files", "", "__proto__"])
    expect((await aep.call("GET", `${own}/meta?path=${encodeURIComponent(path)}`)).status).toBe(404);
});

it("a batch that has not failed tells nothing", async () => {
  await exportAll("FAILED");
  const { destination } = await exportAll("SUCCEEDED");
  for (const kind of ["failed", "meta"])
    expect((await list(`${access}/batches/${destination.batchId}/${kind}`)).data).toEqual([]);
});

it.each(["failed", "meta"])("an unknown batch is not found at /%s", async (kind) => {
  expect((await aep.call("GET", `${access}/batches/none/${kind}`)).status).toBe(404);
});
