import { Datasets } from "../../../provider/aep/catalog/datasets";
import { identityOf } from "../../../provider/ownership/identity";
import { ownershipTags } from "../../../provider/ownership/tags";
import { targetDatasetLifecycle } from "../../../provider/targetDataset/lifecycle";
import { parquetFiles, profileUnionSchema } from "../../../provider/targetDataset/inputs";
import { emulatorForTests, EngineRun, sandboxName, urnOf } from "../../worlds/engineRun";

/** Objects that carry the tags of a stack of the same name, or of one that copied the state. */

const { url } = emulatorForTests({ jobSeconds: 60, concurrency: 20 });
const run = (stackId?: string) => new EngineRun(url(), stackId);
const fields = "person.name";

const datasetTagged = (name: string, tags: Record<string, string[]>): Promise<string> =>
  run().aep.datasets.create({ name, schemaRef: profileUnionSchema, fileDescription: parquetFiles, tags });

test("a dataset of another stack of the same name is not changed, and a line says so", async () => {
  const theirs = await run("another").dataset("daily");
  const ours = run();
  expect(await ours.dataset("daily")).not.toBe(theirs);
  expect(ours.log).toEqual([expect.stringContaining(`Dataset ${theirs} was made for another stack`)]);
});

test("a job of another stack of the same name is not changed", async () => {
  const dataset = await run().dataset("shared");
  const theirs = await run("another").job("daily", { dataset, fields });
  const ours = await run().job("daily", { dataset, fields });
  expect(ours.id).not.toBe(theirs.id);
  expect((await run("another").job("daily", { dataset, fields })).id).toBe(theirs.id);
});

describe("an object of version 0.1.0, which has no stack id", () => {
  test("a dataset is not resumed without a question, and can be adopted", async () => {
    const id = await datasetTagged("former", {
      "pulumi-aep/stack": ["shop/dev"],
      "pulumi-aep/urn": [urnOf("former")],
    });
    await expect(run().dataset("former")).rejects.toThrow(
      new RegExp(`dataset ${id} was made by pulumi-aep 0.1.0 .*adopt: "${id}".*aep-export release ${id}`),
    );
    const by = run();
    const inputs = { name: "former", sandboxName, ...by.ownerInputs("former"), adopt: id };
    await targetDatasetLifecycle.create(by.of("former"), inputs);
    const { tags = {} } = (await by.aep.datasets.get(id)) ?? {};
    expect(tags["pulumi-aep/urn"]).toEqual([identityOf(urnOf("former")), "adopted"]);
    expect(tags["pulumi-aep/stack"]).toEqual(["shop/dev", by.of("former").owner.stackId]);
  });

  test("a job is not resumed without a question, and can be adopted", async () => {
    const dataset = await run().dataset("of a former job");
    const job = await run().job("job", { dataset, fields });
    const { tags = {} } = (await run().aep.datasets.get(dataset)) ?? {};
    const [mark = ""] = Object.keys(tags).filter((namespace) => namespace.startsWith("pulumi-aep/job/"));
    const [, , body = "", since = ""] = tags[mark] ?? [];
    await run().aep.datasets.update(dataset, [
      { op: "remove", path: `/tags/${mark.replaceAll("/", "~1")}` },
      { op: "add", path: "/tags/pulumi-aep~1job~10a1b", value: [urnOf("job"), "asked", body, since, since] },
    ]);
    await expect(run().job("job", { dataset, fields })).rejects.toThrow(
      new RegExp(`job ${job.id} was started by pulumi-aep 0.1.0 .*adopt: "${job.id}"`),
    );
    const adopted = await run().job("job", { dataset, fields, adopt: job.id });
    expect(adopted.id).toBe(job.id);
    const after = Object.entries((await run().aep.datasets.get(dataset))?.tags ?? {});
    const marks = after.filter(([namespace]) => namespace.startsWith("pulumi-aep/job/"));
    expect(marks.map(([, [urn]]) => urn)).toEqual([identityOf(urnOf("job"))]);
  });
});

test("if two datasets carry the tags of a resource that is not in the state, the error names both", async () => {
  const owner = run().of("doubled").owner;
  const ids = [
    await datasetTagged("doubled", ownershipTags(owner)),
    await datasetTagged("doubled", ownershipTags(owner)),
  ];
  await expect(run().dataset("doubled")).rejects.toThrow(
    new RegExp(`datasets ${ids.join(", ")} all carry the tags of .*aep-export release <dataset>`),
  );
});

test("a run that needs an edited mark to find its job is refused", async () => {
  const dataset = await run().dataset("edited");
  await run().job("job", { dataset, fields });
  const { tags = {} } = (await run().aep.datasets.get(dataset)) ?? {};
  const [mark = ""] = Object.keys(tags).filter((namespace) => namespace.startsWith("pulumi-aep/job/"));
  const path = `/tags/${mark.replaceAll("/", "~1")}`;
  await run().aep.datasets.update(dataset, [{ op: "add", path, value: ["hello"] }]);
  await expect(run().job("job", { dataset, fields })).rejects.toThrow(/has been edited.*aep-export release/);
  expect(await run().statuses(dataset)).toHaveLength(1);
});

test("a dataset that another stack with a copy of the state has changed is neither changed nor deleted", async () => {
  const name = "copied";
  const first = run();
  const id = await first.dataset(name);
  const state = { name, sandboxName, ...first.ownerInputs(name), forceDestroy: true };
  const copy = { ...state, owner: urnOf(name).replace(":dev::", ":copy::") };
  const { owner } = first.of(name);
  const inCopy = { ...run().of(name), owner: { ...owner, urn: copy.owner } };
  await targetDatasetLifecycle.update(inCopy, { id, state }, copy);

  const refused = /its tags say that it belongs to urn:pulumi:copy::.* of another stack.*pulumi state delete/;
  const changed = { ...state, description: "new" };
  await expect(targetDatasetLifecycle.update(run().of(name), { id, state }, changed)).rejects.toThrow(
    refused,
  );
  await expect(targetDatasetLifecycle.delete(run().of(name), { id, state })).rejects.toThrow(refused);
  await targetDatasetLifecycle.delete({ ...run().of(name), owner: inCopy.owner }, { id, state: copy });
});

test("one list of datasets, and no call for each, tells that no deleted dataset is another stack's", async () => {
  const ids = [await run().dataset("first"), await run().dataset("second")];
  const calls = (["list", "get"] as const).map((name) => jest.spyOn(Datasets.prototype, name));
  const last = run();
  for (const id of ids)
    await targetDatasetLifecycle.delete(last.of(id), {
      id,
      state: { name: id, sandboxName, ...last.ownerInputs(id) },
    });
  const counts = calls.map(({ mock }) => mock.calls.length);
  jest.restoreAllMocks();
  expect(counts).toEqual([1, 0]);
});
