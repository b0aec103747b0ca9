import { profileUnionSchema, parquetFiles } from "../../../provider/targetDataset/inputs";
import { exportRequest } from "../../../provider/exportJob/declaration/request";
import { targetDatasetLifecycle } from "../../../provider/targetDataset/lifecycle";
import { emulatorForTests, EngineRun, sandboxName } from "../../worlds/engineRun";

/** Datasets and jobs that were made by hand, and that a resource takes over by `adopt`. */

const { url } = emulatorForTests({ jobSeconds: 60, concurrency: 20 });
const run = () => new EngineRun(url());
const fields = "person.name";

const datasetByHand = (name: string): Promise<string> =>
  run().aep.datasets.create({ name, schemaRef: profileUnionSchema, fileDescription: parquetFiles });

const jobByHand = (dataset: string, said: { fields?: string } = { fields }) =>
  run().aep.exportJobs.create(exportRequest({ dataset, ...said }));

async function adoptDataset(name: string): Promise<{ by: EngineRun; dataset: string }> {
  const dataset = await datasetByHand(name);
  const by = run();
  const inputs = { name, sandboxName, ...by.ownerInputs(name), adopt: dataset };
  await targetDatasetLifecycle.create(by.of(name), inputs);
  return { by, dataset };
}

test("adopting a job starts no job", async () => {
  const dataset = await datasetByHand("as it is");
  const { id } = await jobByHand(dataset);
  const known = await run().job("job", { dataset, fields: ["person.name"], adopt: id });
  expect(known).toMatchObject({ id, state: { status: expect.stringMatching(/NEW|PROCESSING/) as string } });
  expect(await run().statuses(dataset)).toHaveLength(1);
  expect(await run().diff("job", known, { dataset, fields, adopt: id })).toEqual({
    changes: false,
    replaces: [],
  });
  expect(await run().diff("job", known, { dataset, fields })).toEqual({ changes: false, replaces: [] });
});

test("a job with another request is refused, and the error names what differs", async () => {
  const dataset = await datasetByHand("another request");
  const { id } = await jobByHand(dataset, {});
  const segmentPerBatch = true;
  await expect(run().job("job", { dataset, fields, segmentPerBatch, adopt: id })).rejects.toThrow(
    /Taking over job \d+: it differs from the declaration in fields, segmentPerBatch\. .*remove adopt/,
  );
});

test("a job that does not exist or was cancelled is refused", async () => {
  const dataset = await datasetByHand("not there");
  await expect(run().job("job", { dataset, fields, adopt: "999999" })).rejects.toThrow(
    /prod has no such job/,
  );
  const { id } = await jobByHand(dataset);
  await run().delete("other", await run().job("other", { dataset, fields, adopt: id }));
  await expect(run().job("job", { dataset, fields, adopt: id })).rejects.toThrow(/it ended CANCELLED/);
});

test("if two resources adopt one job at once, one is refused", async () => {
  const dataset = await datasetByHand("two at once");
  const { id } = await jobByHand(dataset);
  const both = run();
  expect(
    await refusals(["one", "two"].map((name) => both.job(name, { dataset, fields, adopt: id }))),
  ).toEqual([expect.stringMatching(/Taking over job \d+: it belongs to urn:.*::(one|two)\. /)]);
});

test("if two resources adopt one dataset at once, one is refused", async () => {
  const id = await datasetByHand("one dataset");
  const both = run();
  const adopting = ["one", "two"].map((name) =>
    targetDatasetLifecycle.create(both.of(name), { name, sandboxName, ...both.ownerInputs(name), adopt: id }),
  );
  expect(await refusals(adopting)).toEqual([
    expect.stringMatching(/it is owned by urn:.*::(one|two)\. .*alias/),
  ]);
});

test("a job that a resource of another stack has started is refused", async () => {
  const dataset = await datasetByHand("of another stack");
  const { id } = await run().job("theirs", { dataset, fields });
  await expect(run().job("ours", { dataset, fields, adopt: id })).rejects.toThrow(
    /belongs to urn:.*::theirs\./,
  );
});

test("without a declared merge policy, a job merged by another policy than the default is refused", async () => {
  const dataset = await datasetByHand("merged");
  const policies = [];
  for await (const policy of run().aep.mergePolicies.list()) policies.push(policy);
  const other = policies.find((policy) => policy.default === false)!;
  const { id } = await run().aep.exportJobs.create(exportRequest({ dataset, mergePolicy: { id: other.id } }));
  await expect(run().job("job", { dataset, adopt: id })).rejects.toThrow(
    /it differs from the declaration in mergePolicy\./,
  );
  const known = await run().job("job", { dataset, mergePolicy: { id: other.id }, adopt: id });
  expect(known.id).toBe(id);
});

test("an adopted job that failed is not run again as long as adopt names it", async () => {
  const dataset = await datasetByHand("cancelled");
  const { id } = await jobByHand(dataset);
  const known = await run().job("job", { dataset, fields, adopt: id });
  await run().delete("job", known);
  const next = run();
  await expect(next.diff("job", known, { dataset, fields, adopt: id })).rejects.toThrow(
    /Replacing job \d+: it has ended CANCELLED, which needs another export.*Remove adopt/,
  );
  expect(next.log).toEqual([]);
});

test("if a killed replacement left the same job in the state for deletion, deleting that entry keeps the job", async () => {
  const dataset = await datasetByHand("killed replacement");
  const { id } = await jobByHand(dataset);
  const known = await run().job("job", { dataset, fields, adopt: id });
  const next = run();
  await next.diff("job", known, { dataset, fields, adopt: id });
  await next.delete("job", known);
  expect(await next.statuses(dataset)).toEqual([[id, expect.stringMatching(/NEW|PROCESSING/)]]);
});

test("a change that needs another export is refused as long as adopt is set", async () => {
  const dataset = await datasetByHand("as long as");
  const { id } = await jobByHand(dataset);
  const known = await run().job("job", { dataset, fields, adopt: id });
  const another = { dataset, fields, triggers: ["weekly"] };
  await expect(run().diff("job", known, { ...another, adopt: id })).rejects.toThrow(
    /its triggers changed, which needs another export, but adopt asks for job \d+ itself.*Remove adopt/,
  );
  const next = run();
  expect(await next.diff("job", known, another)).toMatchObject({ replaces: ["triggers"] });
  expect((await next.job("job", another)).id).not.toBe(id);
});

test("adopting another job replaces the job in the state", async () => {
  const dataset = await datasetByHand("of another");
  const [one, two] = [await jobByHand(dataset), await jobByHand(dataset)];
  const known = await run().job("job", { dataset, fields, adopt: one.id });
  const next = run();
  expect(await next.diff("job", known, { dataset, fields, adopt: two.id })).toMatchObject({
    replaces: ["adopt"],
  });
  expect((await next.job("job", { dataset, fields, adopt: two.id })).id).toBe(two.id);
});

test("a job started by hand in an adopted dataset is not resumed for a declared job", async () => {
  const { by, dataset } = await adoptDataset("no leftover");
  const { id } = await jobByHand(dataset);
  expect((await by.job("job", { dataset, fields })).id).not.toBe(id);
});

async function refusals(all: Promise<unknown>[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(all);
  return outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
}
