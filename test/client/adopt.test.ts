import { profileUnionSchema, parquetFiles } from "../../provider/targetDatasetInputs";
import { exportRequest } from "../../provider/exportRequest";
import { targetDatasetLifecycle } from "../../provider/targetDataset";
import { emulatorForTests, EngineRun, sandboxName, urnOf } from "./run";

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
  const inputs = { name, sandboxName, owner: urnOf(name), adopt: dataset };
  await targetDatasetLifecycle.create(by.of(name), inputs);
  return { by, dataset };
}

test("a job is taken over as it is, and none is started", async () => {
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

test("a job of another request is refused, with what differs", async () => {
  const dataset = await datasetByHand("another request");
  const { id } = await jobByHand(dataset, {});
  const segmentPerBatch = true;
  await expect(run().job("job", { dataset, fields, segmentPerBatch, adopt: id })).rejects.toThrow(
    /Taking over job \d+: it was started with another fields, segmentPerBatch\. .*take adopt out/,
  );
});

test("a job that is not there, or was cancelled, is refused", async () => {
  const dataset = await datasetByHand("not there");
  await expect(run().job("job", { dataset, fields, adopt: "999999" })).rejects.toThrow(
    /prod has no such job/,
  );
  const { id } = await jobByHand(dataset);
  await run().delete("other", await run().job("other", { dataset, fields, adopt: id }));
  await expect(run().job("job", { dataset, fields, adopt: id })).rejects.toThrow(/it ended CANCELLED/);
});

test("a job that another resource has taken over is refused", async () => {
  const dataset = await datasetByHand("two at once");
  const { id } = await jobByHand(dataset);
  const both = run();
  await both.job("one", { dataset, fields, adopt: id });
  await expect(both.job("two", { dataset, fields, adopt: id })).rejects.toThrow(
    /it is that of urn:.*::one\./,
  );
});

test("another export is refused as long as one particular job is asked for", async () => {
  const dataset = await datasetByHand("as long as");
  const { id } = await jobByHand(dataset);
  const known = await run().job("job", { dataset, fields, adopt: id });
  const another = { dataset, fields, triggers: ["weekly"] };
  await expect(run().diff("job", known, { ...another, adopt: id })).rejects.toThrow(
    /a change of triggers needs another export, but adopt asks for job \d+ itself.*Take adopt out/,
  );
  const next = run();
  expect(await next.diff("job", known, another)).toMatchObject({ replaces: ["triggers"] });
  expect((await next.job("job", another)).id).not.toBe(id);
});

test("the id of another job replaces the one of the state", async () => {
  const dataset = await datasetByHand("of another");
  const [one, two] = [await jobByHand(dataset), await jobByHand(dataset)];
  const known = await run().job("job", { dataset, fields, adopt: one.id });
  const next = run();
  expect(await next.diff("job", known, { dataset, fields, adopt: two.id })).toMatchObject({
    replaces: ["adopt"],
  });
  expect((await next.job("job", { dataset, fields, adopt: two.id })).id).toBe(two.id);
});

test("a job by hand in a dataset that was taken over is no leftover of a job that is declared", async () => {
  const { by, dataset } = await adoptDataset("no leftover");
  const { id } = await jobByHand(dataset);
  expect((await by.job("job", { dataset, fields })).id).not.toBe(id);
});
