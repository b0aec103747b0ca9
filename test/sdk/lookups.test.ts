import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { sampleSegments } from "../../emulator/profiles/sample";
import { profileUnionSchema } from "../../provider/targetDataset/inputs";
import * as aep from "../../sdk";
import { emulatorClient, emulatorEnv } from "../../tools/quickstart/emulator";
import { LocalAep } from "../worlds/localAep";
import { evaluate } from "../worlds/evaluation";
import { endOfJob } from "../worlds/eventually";

/** The look-ups of a program, against an emulator in this process. */

let local: LocalAep;
beforeAll(async () => {
  local = await LocalAep.start({ sandboxes: ["dev"] });
  Object.assign(process.env, emulatorEnv(local.emulator.url));
});
afterAll(() => local.close());

const gold = sampleSegments[0]!;

/** The value of an output, as a program gets it. */
const valueOf = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => output.apply((value) => resolve(value)));

/** The message of a failed look-up: one line without a stack. */
async function errorOf(lookup: Promise<unknown>): Promise<string> {
  const error: unknown = await lookup.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  const { message, stack } = error as Error;
  expect(message).not.toContain("\n");
  expect(stack).toBe("");
  return message;
}

async function makeDataset(name: string, tags?: Record<string, string[]>): Promise<string> {
  const { datasets } = emulatorClient(local.emulator.url);
  return datasets.create({ name, schemaRef: profileUnionSchema, tags });
}

async function runExport(dataset: string): Promise<string> {
  const client = emulatorClient(local.emulator.url);
  const { id } = await client.exportJobs.create({
    destination: { datasetId: dataset },
    schema: { name: "_xdm.context.profile" },
    fields: "person.name",
  });
  await endOfJob(client, id);
  return id;
}

describe("one object", () => {
  test("is found by its name or its id", async () => {
    expect(await aep.getSegment({ name: "Gold members" })).toMatchObject(gold);
    expect(await aep.getSegment({ id: gold.id })).toMatchObject(gold);

    const policy = await aep.getMergePolicy({ name: "Default Timebased" });
    expect(policy).toMatchObject({ default: true, attributeMerge: { type: "timestampOrdered" } });
    expect(await aep.getMergePolicy({ id: policy.id })).toEqual(policy);

    const id = await makeDataset("Found by name");
    const dataset = await aep.getDataset({ name: "Found by name" });
    expect(dataset).toMatchObject({ id, name: "Found by name", schemaRef: profileUnionSchema });
    expect(await aep.getDataset({ id })).toEqual(dataset);
  });

  test("is found by arguments that are outputs", async () => {
    const name = pulumi.output("Gold members");
    expect(await valueOf(aep.getSegmentOutput({ name }).id)).toBe(gold.id);
    const policy = aep.getMergePolicyOutput({ name: pulumi.output("Default Timebased") });
    expect(await valueOf(policy)).toMatchObject({ default: true });
    const id = await makeDataset("Found by an output");
    expect(await valueOf(aep.getDatasetOutput({ id: pulumi.output(id) }))).toMatchObject({ id });
  });

  test("is found in the sandbox that is named", async () => {
    const id = await local.createDataset("Only in dev", "dev");
    expect(await aep.getDataset({ name: "Only in dev", sandboxName: "dev" })).toMatchObject({ id });
    expect(await errorOf(aep.getDataset({ name: "Only in dev" }))).toBe(
      'Looking up dataset: sandbox prod has none named "Only in dev". Check the name and the sandbox',
    );
  });

  test.each([
    ["segment", aep.getSegment],
    ["merge policy", aep.getMergePolicy],
    ["dataset", aep.getDataset],
  ])(
    "that does not exist, a %s, is an error",
    async (noun, lookUp: (args: aep.NameOrId) => Promise<unknown>) => {
      expect(await errorOf(lookUp({ name: "gold MEMBERS" }))).toBe(
        `Looking up ${noun}: sandbox prod has none named "gold MEMBERS". Check the name and the sandbox`,
      );
      expect(await errorOf(lookUp({ id: "5b020a27e7040801dedba61b" }))).toBe(
        `Looking up ${noun}: sandbox prod has none with id 5b020a27e7040801dedba61b. Check the id and the sandbox`,
      );
      const both = { id: "5b020a27e7040801dedba61b", name: "Gold members" };
      for (const unclear of [{}, both] as unknown as aep.NameOrId[]) {
        expect(await errorOf(lookUp(unclear))).toBe(`Looking up ${noun}: give either its id or its name`);
      }
    },
  );

  test("whose name is not unique is an error that lists the ids", async () => {
    const ids = [await makeDataset("Twice"), await makeDataset("Twice")];
    expect(await errorOf(aep.getDataset({ name: "Twice" }))).toBe(
      `Looking up dataset: sandbox prod has 2 named "Twice": ${ids.join(", ")}. Give the id of one of them`,
    );
  });
});

describe("several objects", () => {
  test("datasets by name and by tag", async () => {
    const crm = await makeDataset("Listed", { team: ["crm", "web"] });
    const web = await makeDataset("Listed", { team: ["web"] });
    const ids = (found: aep.GetDatasetResult[]) => found.map(({ id }) => id);
    expect(ids(await aep.getDatasets({ name: "Listed" }))).toEqual([crm, web]);
    expect(ids(await aep.getDatasets({ tags: { team: "crm" } }))).toEqual([crm]);
    expect(ids(await aep.getDatasets({ name: "Listed", limit: 1 }))).toEqual([crm]);
    expect(await aep.getDatasets({ name: "List" })).toEqual([]);
    expect(ids(await aep.getDatasets())).toEqual(expect.arrayContaining([crm, web]));
    const listed: pulumi.Output<aep.GetDatasetsResult> = aep.getDatasetsOutput({
      name: pulumi.output("Listed"),
    });
    expect(ids(await valueOf(listed))).toEqual([crm, web]);
  });

  test("jobs by status, their batches, and the files of a batch", async () => {
    const dataset = await makeDataset("Exported to");
    const [first, second] = [await runExport(dataset), await runExport(dataset)];
    const jobs = await aep.getExportJobs({ status: "SUCCEEDED" });
    expect(jobs.map(({ id }) => id)).toEqual([second, first]);
    expect(jobs[0]).toMatchObject({ dataset, status: "SUCCEEDED", profileCount: expect.any(Number) });
    expect(await aep.getExportJobs({ limit: 1 })).toEqual([jobs[0]]);
    expect(await aep.getExportJobs({ status: "FAILED" })).toEqual([]);
    expect(await aep.getExportJobs({ sandboxName: "dev" })).toEqual([]);
    const succeeded: pulumi.Output<aep.GetExportJobsResult> = aep.getExportJobsOutput({
      status: pulumi.output("SUCCEEDED"),
    });
    expect(await valueOf(succeeded)).toEqual(jobs);

    const batches = await aep.getBatches({ dataset });
    expect(batches.map(({ id }) => id)).toEqual(jobs.flatMap(({ batchIds }) => batchIds).reverse());
    expect(batches[0]).toMatchObject({ status: "success", recordCount: jobs[0]?.profileCount });
    const sameBatches = await valueOf(aep.getBatchesOutput({ dataset: pulumi.output(dataset) }));
    expect(sameBatches).toEqual(batches);
    expect(await aep.getBatches({ dataset: await makeDataset("Empty") })).toEqual([]);

    const [batch] = batches;
    const files = await aep.getBatchFiles({ batchId: batch?.id ?? "" });
    const sameFiles = aep.getBatchFilesOutput({ batchId: pulumi.output(batch?.id ?? "") });
    expect(await valueOf(sameFiles)).toEqual(files);
    expect(files).toEqual([
      {
        batchId: batch?.id,
        fileId: expect.any(String),
        name: expect.stringMatching(/\.parquet$/),
        bytes: expect.any(Number),
      },
    ]);
    const client = emulatorClient(local.emulator.url);
    expect(files[0]?.bytes).toBe(await client.files.head(files[0]?.fileId ?? "", files[0]?.name ?? ""));
  });

  test("download an export into a folder", async () => {
    const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-download-"));
    try {
      const [job] = await aep.getExportJobs({ limit: 1 });
      const jobId = job?.id ?? "";
      const files = await aep.download({ jobId, dir });
      expect(files.map(({ batchId }) => batchId)).toEqual(job?.batchIds);
      for (const file of files) expect(statSync(file.path).size).toBe(file.bytes);
      expect(await aep.download({ batchIds: job?.batchIds ?? [], dir })).toMatchObject(
        files.map(() => ({ present: true })),
      );
      for (const unclear of [{ dir }, { dir, jobId, batchIds: [] }] as unknown as aep.DownloadArgs[])
        expect(await errorOf(aep.download(unclear))).toBe("aep.download: give either jobId or batchIds");
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  test("that do not exist are errors", async () => {
    expect(await errorOf(aep.getBatchFiles({ batchId: "no-such-batch" }))).toMatch(
      /^Looking up files: .*no-such-batch.*404/,
    );
    expect(await errorOf(aep.getExportJobs({ sandboxName: "nowhere" }))).toMatch(
      /^Looking up export jobs: .*sandbox "nowhere"/,
    );
  });
});

describe("the size of a segment", () => {
  test("is what the newest evaluation counted", async () => {
    expect(await errorOf(aep.getSegmentSize({ name: "Gold members" }))).toBe(
      'Looking up size of segment: sandbox prod has no evaluation of "Gold members". Wait for AEP\'s daily one, or evaluate the segment by hand',
    );
    const { metrics } = await evaluate(local.emulator.url);
    const byStatus = metrics?.segmentedProfileByStatusCounter?.[gold.id] ?? {};
    const { realized = 0, existing = 0, exited = 0 } = byStatus;
    const evaluatedAt = metrics?.totalTime?.endTimeInMs;
    const size = await aep.getSegmentSize({ name: "Gold members" });
    expect(size).toEqual({ segmentId: gold.id, profiles: realized + existing, byStatus, evaluatedAt });
    const left: pulumi.Output<aep.GetSegmentSizeResult> = aep.getSegmentSizeOutput({
      id: pulumi.output(gold.id),
      status: ["exited"],
    });
    expect(await valueOf(left)).toMatchObject({ profiles: exited });
  });

  test("of a segment that does not exist is an error", async () => {
    expect(await errorOf(aep.getSegmentSize({ name: "Nobody" }))).toBe(
      'Looking up segment: sandbox prod has none named "Nobody". Check the name and the sandbox',
    );
  });
});

describe("a program that cannot reach AEP", () => {
  /** Looks a segment up in a program that begins with other settings. */
  async function lookUpWith(env: NodeJS.ProcessEnv): Promise<string> {
    const before = { ...process.env };
    try {
      Object.assign(process.env, env);
      for (const [key, value] of Object.entries(env)) if (value === undefined) delete process.env[key];
      let message = "";
      await jest.isolateModulesAsync(async () => {
        const { getSegment } = jest.requireActual<typeof aep>("../../sdk");
        message = await errorOf(getSegment({ name: "Gold members" }));
      });
      return message;
    } finally {
      process.env = before;
    }
  }

  test("gets an error that names the missing settings", async () => {
    expect(
      await lookUpWith({ AEP_ORG_ID: undefined, AEP_CLIENT_ID: undefined, AEP_CLIENT_SECRET: undefined }),
    ).toBe(
      "Looking up segment: The organization is missing: set aep:orgId (AEP_ORG_ID). Credentials are missing: set " +
        "aep:clientId (AEP_CLIENT_ID) and aep:clientSecret (AEP_CLIENT_SECRET), or aep:accessToken (AEP_ACCESS_TOKEN) " +
        "and aep:apiKey (AEP_API_KEY).",
    );
  });

  test("gets an error about a wrong secret that does not contain it", async () => {
    const message = await lookUpWith({ AEP_CLIENT_SECRET: "mistyped-secret" });
    expect(message).toMatch(/^Looking up segment: /);
    expect(message).toContain("aep:clientSecret");
    expect(message).not.toContain("mistyped-secret");
  });
});
