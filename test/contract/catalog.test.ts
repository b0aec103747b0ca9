import type { ExportJob } from "../../contract/exportJobs";
import { eventually } from "../worlds/eventually";
import type { LocalAep } from "../worlds/localAep";
import { samplesOf, type Sample } from "../samples/sample";
import {
  expectDocumented,
  referencedId,
  schemaProblems,
  send,
  startDocumented,
  withoutIds,
} from "./documented";

const [datasets, batches] = [samplesOf("datasets"), samplesOf("batches")];
const path = "/data/foundation/catalog";

let aep: LocalAep;
let lowerCase: LocalAep;
beforeAll(async () => {
  aep = await startDocumented();
  lowerCase = await startDocumented("lowercase-datasets");
});
afterAll(() => Promise.all([aep.close(), lowerCase.close()]));

/** The emulator has no URL for files and no schemas. */
const withoutStorage = ["[0].basePath: missing", "[0].observableSchema: missing"].map(
  (line) => `answer${line}`,
);

/** The keys of tags and metrics are chosen by the client. */
function withFreeKeys({ answer, ...rest }: Sample, free: string[]): Sample {
  const objects = Object.entries(answer.body as Record<string, object>).map(([id, object]) => [
    id,
    { ...object, ...Object.fromEntries(free.map((key) => [key, {}])) },
  ]);
  return { ...rest, answer: { ...answer, body: Object.fromEntries(objects) as unknown } };
}

async function create(name: string, more: object = {}): Promise<string> {
  const sample = datasets(name);
  const answer = await send(aep, sample, { body: { ...(sample.request.body as object), ...more } });
  return referencedId(answer);
}

test.each(["create", "createForProfile"])("POST /dataSets: %s", async (name) => {
  const answer = await send(aep, datasets(name));
  expectDocumented(datasets(name), answer, { definition: "references" });
  expect(answer.body).toEqual([expect.stringMatching(/^@\/dataSets\/[0-9a-f]{24}$/)]);
  expect(answer.headers.get("location")).toBe(`${path}/dataSets/${referencedId(answer)}`);
});

test.each(["createLowerCase", "createWithAspect"])("POST /dataSets, lower case: %s", async (name) => {
  const answer = await send(lowerCase, datasets(name));
  expectDocumented(datasets(name), answer, { definition: "references" });
  expect(answer.body).toEqual([expect.stringMatching(/^@\/datasets\/[0-9a-f]{24}$/)]);
});

test("GET /dataSets", async () => {
  await create("createForProfile");
  const answer = await send(aep, datasets("list"), { query: { orderBy: "desc:created", limit: "1" } });
  expectDocumented(...withoutIds(withFreeKeys(datasets("list"), ["tags"]), answer), {
    shape: withoutStorage,
  });
  for (const dataset of Object.values(answer.body as object))
    expect(schemaProblems("dataSetResponse", dataset)).toEqual([]);
});

test("GET /dataSets by name and tag", async () => {
  const name = "Acme accounts dataset - 1521827915638";
  const id = await create("create", { name, tags: { foo: ["bar", "foos", "ball"] } });
  await create("create", { name, tags: { foo: ["foos"] } });
  const answer = await send(aep, datasets("listByTag"));
  expect(Object.keys(answer.body as object)).toEqual([id]);
});

test("GET /dataSets/{id}", async () => {
  const id = await create("create", { enableErrorDiagnostics: true });
  const answer = await send(aep, datasets("get"), { path: `${path}/dataSets/${id}` });
  expect(Object.keys(answer.body as object)).toEqual([id]);
  expectDocumented(...withoutIds(withFreeKeys(datasets("get"), ["tags"]), answer), {
    shape: withoutStorage,
  });
  const [dataset] = Object.values(answer.body as object) as object[];
  expect(schemaProblems("dataSetResponse", dataset)).toEqual([]);
  expect(dataset).toMatchObject(datasets("create").request.body as object);
});

test.each([
  ["patchFields", datasets("patchFields").request.body],
  ["patchOperations", { tags: { unifiedProfile: ["enabled:true", "isUpsert:true"] } }],
])("PATCH /dataSets/{id}: %s", async (name, change) => {
  const id = await create("create");
  const answer = await send(aep, datasets(name), { path: `${path}/dataSets/${id}` });
  expectDocumented(datasets(name), answer, { definition: "references" });
  expect(answer.body).toEqual([`@/dataSets/${id}`]);
  const { body } = await send(aep, datasets("get"), { path: `${path}/dataSets/${id}` });
  expect(body).toMatchObject({ [id]: change });
});

test("DELETE /dataSets/{id}; if there is none, the emulator answers 404, one of two documented ways", async () => {
  const id = await create("create");
  const answer = await send(aep, datasets("delete"), { path: `${path}/dataSets/${id}` });
  expectDocumented(datasets("delete"), answer, { definition: "references" });
  expect(answer.body).toEqual([`@/dataSets/${id}`]);
  expect(await send(aep, datasets("deleteNothing"), { path: `${path}/dataSets/${id}` })).toMatchObject({
    status: 404,
  });
});

describe("batches of an export", () => {
  let id: string;
  let dataSet: string;
  beforeAll(async () => {
    dataSet = await aep.createDataset();
    const body = { destination: { datasetId: dataSet }, schema: { name: "_xdm.context.profile" } };
    const job = await aep.call<ExportJob>("POST", "/data/core/ups/export/jobs", { body });
    id = await eventually(async () => {
      const { body: seen } = await aep.call<ExportJob>("GET", `/data/core/ups/export/jobs/${job.body.id}`);
      return seen.status === "SUCCEEDED" ? seen.destination.batchId : undefined;
    });
  });

  /** Members that only ingested batches have. */
  const ofIngestion = ["externalId", "errors", "availableDates", "inputFormat"].map(
    (key) => `answer[0].${key}: missing`,
  );

  test("GET /batches?dataSet", async () => {
    const answer = await send(aep, batches("list"), { query: { dataSet } });
    expect(Object.keys(answer.body as object)).toEqual([id]);
    const sample = withFreeKeys(batches("list"), ["tags", "metrics"]);
    expectDocumented(...withoutIds(sample, answer), { shape: ofIngestion });
    for (const batch of Object.values(answer.body as object))
      expect(schemaProblems("batchResponse", batch)).toEqual([]);
  });

  test("GET /batches/{id}", async () => {
    const answer = await send(aep, batches("get"), { path: `${path}/batches/${id}` });
    expect(Object.keys(answer.body as object)).toEqual([id]);
    const sample = withFreeKeys(batches("get"), ["tags", "metrics"]);
    expectDocumented(...withoutIds(sample, answer), { shape: ofIngestion });
  });
});
