import { profileUnionSchema } from "../../../provider/targetDataset/inputs";
import { emulatorForTests, EngineRun } from "../../worlds/engineRun";
import { endOfJob } from "../../worlds/eventually";

/** Which job a start comes to, whatever the runs before have left. */

// Jobs stay at work for as long as a test looks at them.
const { url } = emulatorForTests({ jobSeconds: 60, concurrency: 20 });
const run = () => new EngineRun(url());
const fields = "person.name";

test("a run resumes the dataset and the job of an interrupted run", async () => {
  const killed = run();
  const dataset = await killed.dataset("pair");
  const lost = await killed.job("job", { dataset, fields });

  const next = run();
  expect(await next.dataset("pair")).toBe(dataset);
  expect((await next.job("job", { dataset, fields })).id).toBe(lost.id);
  expect(next.log).toContainEqual(expect.stringContaining(`Resuming job ${lost.id}`));
});

test("after a change of triggers, a run cancels the job of an interrupted run and starts another", async () => {
  const dataset = await run().dataset("triggered");
  const lost = await run().job("job", { dataset, fields, triggers: ["monday"] });
  const same = await run().job("job", { dataset, fields, triggers: ["monday"] });
  expect(same.id).toBe(lost.id);

  const next = run();
  const tuesday = await next.job("job", { dataset, fields, triggers: ["tuesday"] });
  expect(await next.statuses(dataset)).toEqual([
    [lost.id, "CANCELLED"],
    [tuesday.id, expect.stringMatching(/NEW|PROCESSING/)],
  ]);
});

test("a change of triggers also counts in the run that made the dataset", async () => {
  const killed = run();
  const dataset = await killed.dataset("fresh");
  const lost = await killed.job("job", { dataset, fields, triggers: [1] });
  const next = run();
  expect((await next.job("job", { dataset, fields, triggers: [1] })).id).toBe(lost.id);
  expect((await run().job("job", { dataset, fields, triggers: [2] })).id).not.toBe(lost.id);
});

test("two resources with equal requests each resume their own job, in any order", async () => {
  const killed = run();
  const dataset = await killed.dataset("twins");
  const one = await killed.job("one", { dataset, fields });
  const two = await killed.job("two", { dataset, fields });
  expect(one.id).not.toBe(two.id);

  const oneIsKnown = run();
  const again = oneIsKnown.job("two", { dataset, fields });
  await oneIsKnown.diff("one", one, { dataset, fields });
  expect((await again).id).toBe(two.id);

  const noneIsKnown = run();
  expect((await noneIsKnown.job("two", { dataset, fields })).id).toBe(two.id);
  expect((await noneIsKnown.job("one", { dataset, fields })).id).toBe(one.id);
  expect(await noneIsKnown.statuses(dataset)).toHaveLength(2);
});

test("a new resource with the request of an older one starts its own export, whether or not the older one is compared", async () => {
  const first = run();
  const dataset = await first.dataset("sibling");
  const old = await first.job("old", { dataset, fields });

  const next = run();
  expect((await next.job("new", { dataset, fields })).id).not.toBe(old.id);
  expect(await next.diff("old", old, { dataset, fields })).toEqual({ changes: false, replaces: [] });
});

test("a new resource without triggers does not resume the job of another resource with triggers", async () => {
  const first = run();
  const dataset = await first.dataset("daily");
  let daily = await first.job("daily", { dataset, fields, triggers: [0] });
  for (const day of [1, 2]) {
    const today = run();
    await today.diff("daily", daily, { dataset, fields, triggers: [day] });
    daily = await today.job("daily", { dataset, fields, triggers: [day] });
  }
  const before = await first.statuses(dataset);
  const { id } = await run().job("once", { dataset, fields });
  expect(before.map(([job]) => job)).not.toContain(id);
});

test("a run resumes the second job of a resource, which an interrupted run started after a failure", async () => {
  const first = run();
  const dataset = await first.dataset("failed");
  const failed = await first.job("job", { dataset, fields });
  await first.aep.exportJobs.cancel(failed.id);
  const killed = run();
  expect((await endOfJob(killed.aep, failed.id)).state).toBe("cancelled");
  expect(await killed.diff("job", failed, { dataset, fields })).toMatchObject({ replaces: ["status"] });
  const lost = await killed.job("job", { dataset, fields });
  expect(lost.id).not.toBe(failed.id);

  const next = run();
  await next.diff("job", failed, { dataset, fields });
  expect((await next.job("job", { dataset, fields })).id).toBe(lost.id);
});

test.each([
  ["policies", { id: "0bf16e61-90e9-4204-b8fa-ad250360957b" }],
  ["no policy", undefined],
])("jobs that differ only in their merge policy are not confused: %s", async (name, other) => {
  const mergePolicy = { id: "42d4a596-b1c6-46c0-994e-ca5ef1f85130" };
  const killed = run();
  const dataset = await killed.dataset(name);
  const lost = await killed.job("precedence", { dataset, fields, mergePolicy });
  const next = run();
  const plain = await next.job("plain", { dataset, fields, ...(other && { mergePolicy: other }) });
  expect(plain.id).not.toBe(lost.id);
  expect((await next.job("precedence", { dataset, fields, mergePolicy })).id).toBe(lost.id);
});

test("a resource that was renamed keeps its job, and its replacement cancels it", async () => {
  const first = run();
  const dataset = await first.dataset("renamed");
  const old = await first.job("before", { dataset, fields });

  const refreshed = run();
  await refreshed.read("before", old);
  // A refresh compares what it has found under the name in the state.
  await refreshed.diff("before", old, { dataset, fields });
  expect(await refreshed.diff("after", old, { dataset, fields })).toEqual({ changes: true, replaces: [] });

  const next = run();
  const changed = { dataset, fields: "personalEmail.address" };
  expect(await next.diff("after", old, changed)).toMatchObject({ replaces: ["fields"] });
  const started = await next.job("after", changed);
  await next.delete("before", old);
  expect(await next.statuses(dataset)).toEqual([
    [old.id, "CANCELLED"],
    [started.id, expect.stringMatching(/NEW|PROCESSING/)],
  ]);
});

describe("in a dataset that the stack does not own", () => {
  async function foreign(): Promise<string> {
    const name = "Foreign";
    return run().aep.datasets.create({ name, schemaRef: profileUnionSchema, tags: { team: ["crm"] } });
  }

  test("a run resumes the job of an interrupted run, and the dataset keeps only its own tags", async () => {
    const dataset = await foreign();
    const lost = await run().job("guest", { dataset, fields });
    expect((await run().job("guest", { dataset, fields })).id).toBe(lost.id);
    const before = await run().aep.datasets.get(dataset);
    expect(before).toMatchObject({ name: "Foreign", tags: { team: ["crm"] } });
    await run().delete("guest", lost);
    const namespaces = Object.keys((await run().aep.datasets.get(dataset))?.tags ?? {});
    expect(namespaces.filter((namespace) => namespace.startsWith("pulumi-aep/"))).toEqual([]);
  });

  test("a run never resumes a job of others, even if its request is equal", async () => {
    const dataset = await foreign();
    const others = run();
    const request = { fields, destination: { datasetId: dataset }, schema: { name: "_xdm.context.profile" } };
    const theirs = await others.aep.exportJobs.create(request);
    const ours = await run().job("guest", { dataset, fields, triggers: [1] });
    expect(ours.id).not.toBe(theirs.id);
    expect((await run().job("guest", { dataset, fields, triggers: [1] })).id).toBe(ours.id);

    // Nor one that was started after ours, when ours runs again.
    const later = await others.aep.exportJobs.create(request);
    const next = run();
    await next.diff("guest", ours, { dataset, fields, triggers: [2] });
    const again = await next.job("guest", { dataset, fields, triggers: [2] });
    const statuses = await next.statuses(dataset);
    expect(statuses.map(([id]) => id)).toEqual([theirs, ours, later, again].map(({ id }) => id));
    expect(statuses.filter(([, status]) => status === "CANCELLED")).toEqual([]);
  });
});
