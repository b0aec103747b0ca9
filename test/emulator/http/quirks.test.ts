import type { ExportJob, ExportJobPage } from "../../../contract/exportJobs";
import type { SegmentDefinitionPage } from "../../../contract/segments";
import { quirkNames } from "../../../emulator/server";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

const path = "/data/core/ups/export/jobs";
const schema = { name: "_xdm.context.profile" };
let aep: LocalAep;

beforeAll(async () => {
  aep = await LocalAep.start({ quirks: quirkNames, jobSeconds: 0.2 });
});

afterAll(() => aep.close());

it("gives every variant of the answers with all quirks switched on", async () => {
  const created = await aep.call<string[]>("POST", "/data/foundation/catalog/dataSets", {
    body: {
      name: "x",
      schemaRef: { id: "https://ns.adobe.com/xdm/context/profile__union", contentType: "x" },
    },
  });
  expect(created.status).toBe(200);
  expect(created.body).toEqual([expect.stringMatching(/^@\/datasets\/[0-9a-f]{24}$/)]);
  const datasetId = created.body[0]?.split("/").at(-1);

  const { body } = await aep.call<SegmentDefinitionPage>("GET", "/data/core/ups/segment/definitions?limit=1");
  const segmentId = body.segments[0]?.id;
  const request = {
    filter: { segments: [{ segmentId }] },
    destination: { datasetId, segmentPerBatch: true },
    schema,
  };
  const { body: job } = await aep.call<ExportJob>("POST", path, { body: request });
  expect(job.destination).toEqual({ dataSetId: datasetId, segmentPerBatch: true });

  const statuses = new Set<string>();
  const done = await eventually(async () => {
    const { body: seen } = await aep.call<ExportJob>("GET", `${path}/${job.id}`);
    statuses.add(seen.status);
    return seen.status === "SUCCEEDED" ? seen : undefined;
  });
  expect(statuses).toContain("PUSHING_TO_LAKE");
  expect(statuses).not.toContain("PROCESSING");
  expect(done.destination.batches).toMatchObject({ segmentId, batchId: expect.any(String) });

  await aep.call("POST", path, { body: request });
  const { body: page } = await aep.call<ExportJobPage>("GET", `${path}?limit=1`);
  expect(page.records).toHaveLength(1);
  expect(page).not.toHaveProperty("link");

  const refused = await aep.call("GET", `${path}/0`);
  const message = 'Export job "0" does not exist in sandbox "prod".';
  expect([refused.status, refused.body]).toEqual([
    404,
    {
      requestId: refused.headers.get("x-request-id"),
      errors: { 404: [{ code: 404, message }] },
      type: expect.any(String),
      title: message,
      status: 404,
    },
  ]);

  const cancelled = await aep.call("DELETE", `${path}/${job.id}`);
  expect([cancelled.status, cancelled.body]).toEqual([
    200,
    { status: true, message: "Export job has been marked for cancelling" },
  ]);
});
