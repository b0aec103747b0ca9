import { buffer } from "node:stream/consumers";
import type { DatasetRequest } from "../../../contract/catalog";
import { type Emulator, type EmulatorOptions, quirkNames, startEmulator } from "../../../emulator/server";
import { AepClient, type AepSettings } from "../../../provider/aep";
import { emulatorClient, emulatorSettings } from "../../../tools/quickstart/emulator";
import { endOfJob } from "../../worlds/eventually";

const dataset = (name: string): DatasetRequest => ({
  name,
  schemaRef: {
    id: "https://ns.adobe.com/xdm/context/profile__union",
    contentType: "application/vnd.adobe.xed+json;version=1",
  },
  fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
  tags: { "pulumi/owner": ["test"] },
});

const request = (datasetId: string) => ({
  destination: { datasetId },
  schema: { name: "_xdm.context.profile" },
});

let emulator: Emulator;
let client: AepClient;
async function start(options: EmulatorOptions) {
  emulator = await startEmulator(options);
  client = emulatorClient(emulator.url);
}
afterEach(() => emulator.close());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test.each([
  ["as documented", []],
  ["with every variant that the documents know", [...quirkNames]],
])("an export goes through every service, %s", async (_name, quirks) => {
  await start({ quirks });

  const segments = await all(client.segments.list());
  const policies = await all(client.mergePolicies.list());
  expect(segments.length).toBeGreaterThan(0);
  expect(policies.length).toBeGreaterThan(0);
  const [segment, policy] = [segments[0]!, policies[0]!];
  expect(await client.segments.get(segment.id)).toEqual(segment);
  expect(await client.mergePolicies.get(policy.id)).toEqual(policy);
  expect(await client.segments.get("no-such-segment")).toBeUndefined();
  expect(await client.mergePolicies.get("no-such-policy")).toBeUndefined();

  const datasetId = await client.datasets.create(dataset("daily"));
  await client.datasets.update(datasetId, [{ op: "add", path: "/description", value: "every day" }]);
  expect(await client.datasets.get(datasetId)).toMatchObject({
    ...dataset("daily"),
    description: "every day",
  });
  const found = await all(client.datasets.list({ name: "daily", tags: { "pulumi/owner": "test" } }));
  expect(found.map(({ id }) => id)).toEqual([datasetId]);

  const created = await client.exportJobs.create({
    ...request(datasetId),
    fields: "personalEmail.address",
    mergePolicy: { id: policy.id },
    filter: { segments: [{ segmentId: segment.id, segmentNs: "ups", status: ["realized", "existing"] }] },
    destination: { datasetId, segmentPerBatch: true },
  });
  expect(created).toMatchObject({ state: "pending", destination: { datasetId, segmentPerBatch: true } });
  const job = await endOfJob(client, created.id);
  expect(job).toMatchObject({ id: created.id, state: "succeeded", destination: { datasetId }, errors: [] });
  expect(job.batches).toEqual([expect.objectContaining({ segmentId: segment.id, segmentNs: "ups" })]);
  const [batchId] = job.batchIds;
  expect(job.batches[0]?.batchId).toBe(batchId);

  const batches = await all(client.batches.list({ dataSet: datasetId }));
  expect(batches.map(({ id }) => id)).toEqual([batchId]);
  const batch = await client.batches.get(batchId!);
  expect(batch).toMatchObject({ status: "success", recordCount: job.metrics?.totalExportedProfileCounter });

  const files = await all(client.files.ofBatch(batchId!));
  expect(files.length).toBeGreaterThan(0);
  for (const { dataSetFileId } of files) {
    for (const { name, length } of await all(client.files.parts(dataSetFileId))) {
      expect(await client.files.head(dataSetFileId, name)).toBe(Number(length));
      const bytes = await buffer(await client.files.read(dataSetFileId, name));
      expect(bytes).toHaveLength(Number(length));
      expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
      expect(await buffer(await client.files.read(dataSetFileId, name, { start: 100 }))).toEqual(
        bytes.subarray(100),
      );
    }
  }

  expect(await client.exportJobs.cancel("999999")).toBe(false);
  expect(await client.datasets.delete(datasetId)).toBe(true);
  expect(await client.datasets.delete(datasetId)).toBe(false);
  expect(await client.datasets.get(datasetId)).toBeUndefined();
});

test.each([
  ["as documented", []],
  ["without links to the next page", ["no-next-link" as const]],
])("more jobs than fit a page are all listed, newest first, %s", async (_name, quirks) => {
  await start({ quirks, jobSeconds: 600 });
  const datasetId = await client.datasets.create(dataset("daily"));
  const made: string[] = [];
  for (let count = 0; count < 103; count++)
    made.push((await client.exportJobs.create(request(datasetId))).id);
  const listed = (await all(client.exportJobs.list())).map(({ id }) => id);
  expect(listed).toEqual(made.reverse());
  expect(await all(client.exportJobs.list({ status: "SUCCEEDED" }))).toEqual([]);
});

test("more datasets than fit a page are all listed", async () => {
  await start({});
  const made: string[] = [];
  for (let count = 0; count < 103; count++)
    made.push(await client.datasets.create(dataset(`daily-${count}`)));
  const listed = await all(client.datasets.list({ tags: { "pulumi/owner": "test" } }));
  expect(listed.map(({ id }) => id).sort()).toEqual(made.sort());
});

test("a job under way is cancelled, and leaves no batch", async () => {
  await start({ jobSeconds: 600 });
  const datasetId = await client.datasets.create(dataset("daily"));
  const { id } = await client.exportJobs.create(request(datasetId));
  expect(await client.exportJobs.cancel(id)).toBe(true);
  expect(await endOfJob(client, id)).toMatchObject({ state: "cancelled", batchIds: [] });
  expect(await all(client.batches.list({ dataSet: datasetId }))).toEqual([]);
});

test("sandboxes are separate, and an unknown one is refused", async () => {
  await start({ sandboxes: ["dev"] });
  const datasetId = await client.datasets.create(dataset("daily"));
  expect(await client.inSandbox("dev").datasets.get(datasetId)).toBeUndefined();
  await expect(client.inSandbox("nowhere").datasets.get(datasetId)).rejects.toMatchObject({
    name: "AepError",
    kind: "forbidden",
    remedy: expect.stringContaining('sandbox "nowhere"') as string,
  });
});

test("a token that expires between calls is renewed without an error", async () => {
  let now = Date.now();
  emulator = await startEmulator({ tokenSeconds: 60, clock: () => now });
  // The client's clock stands still, so only a 401 from AEP tells it that the token has expired.
  const begun = now;
  client = new AepClient(emulatorSettings(emulator.url), { now: () => begun });
  const datasetId = await client.datasets.create(dataset("daily"));
  now += 3_600_000;
  expect(await client.datasets.get(datasetId)).toMatchObject({ name: "daily" });
});

test.each([
  [
    "a wrong secret",
    { credentials: { kind: "client", clientId: "local-client", clientSecret: "wrong", scopes: "openid" } },
    "unauthorized",
  ],
  [
    "a wrong token",
    { credentials: { kind: "accessToken", accessToken: "wrong", apiKey: "local-client" } },
    "unauthorized",
  ],
  ["a wrong organization", { orgId: "OTHER@AdobeOrg" }, "forbidden"],
] satisfies [string, Partial<AepSettings>, string][])(
  "%s is refused in a way that can be told",
  async (_name, wrong, kind) => {
    await start({});
    const stranger = new AepClient({ ...emulatorSettings(emulator.url), ...wrong });
    await expect(stranger.datasets.get("abc")).rejects.toMatchObject({
      name: "AepError",
      kind,
      outcome: "rejected",
    });
  },
);

test("an error has the words and the request id of AEP", async () => {
  await start({});
  await expect(client.exportJobs.create(request("no-such-dataset"))).rejects.toMatchObject({
    name: "AepError",
    outcome: "rejected",
    status: expect.any(Number) as number,
    requestId: expect.any(String) as string,
    message: expect.stringMatching(
      /^Creating export job for dataset no-such-dataset: .*no-such-dataset.* \(4\d\d, .*request .*\)/,
    ) as string,
  });
});
