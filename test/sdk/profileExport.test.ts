import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { setTimeout as sleep } from "node:timers/promises";
import * as aep from "../../sdk";

/** What the component asks the engine for, seen by Pulumi's own mocks of the engine. */

const component = "aep:index:ProfileExport";
/** The type of the component in states of version 0.1.0. */
const formerComponent = "pulumi-aep:index:ProfileExport";
const stackIdentity = "pulumi-nodejs:dynamic/aep:StackIdentity";
const targetDataset = "pulumi-nodejs:dynamic/aep:TargetDataset";
const exportJob = "pulumi-nodejs:dynamic/aep:ExportJob";
const randomId = "random:index/randomId:RandomId";
const urnOf = (type: string, name: string) => `urn:pulumi:test::shop::${type}::${name}`;

/** A request for a resource, as it goes to the engine. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getAliasesList(): { getSpec(): { getName(): string; getParenturn(): string; getType(): string } }[];
}

/** The outputs of a component, as they go to the engine. */
interface RegisteredOutputs {
  getUrn(): string;
  getOutputs(): { toJavaScript(): unknown };
}

const register = jest.spyOn(MockMonitor.prototype, "registerResource");
const registerOutputs = jest.spyOn(MockMonitor.prototype, "registerResourceOutputs");
/** Inputs of all resources, by type and name. */
const inputs = new Map<string, Record<string, unknown>>();
/** What AEP answers of a job, by the name of its resource. */
let answers: Record<string, object>;

beforeEach(async () => {
  jest.clearAllMocks();
  inputs.clear();
  answers = {};
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type} ${name}`, given as Record<string, unknown>);
        return { id: `${name}-id`, state: { ...given, ...answerOf(type, name) } };
      },
      call: () => ({}),
    },
    "shop",
    "test",
  );
});

function answerOf(type: string, name: string): object {
  if (type === randomId) return { hex: "1f0c97ab" };
  if (type !== exportJob) return {};
  return { status: "SUCCEEDED", batchIds: [`${name}-batch`], profileCount: 10, ...answers[name] };
}

/** All but the stack's identity, which is no part of the component. */
const registrations = (): Registration[] =>
  register.mock.calls
    .map(([request]) => request as Registration)
    .filter((one) => one.getType() !== stackIdentity);
const registration = (type: string, name: string): Registration | undefined =>
  registrations().find((one) => one.getType() === type && one.getName() === name);
const made = (): string[] => registrations().map((one) => `${one.getType()} ${one.getName()}`);

/** Makes a component and resolves once the engine knows all of it. */
async function declare(
  name: string,
  args?: aep.ProfileExportArgs,
  opts?: pulumi.ComponentResourceOptions,
): Promise<aep.ProfileExport> {
  const declared = new aep.ProfileExport(name, args, opts);
  while (registerOutputs.mock.calls.length === 0) await sleep(5);
  return declared;
}

/** The value of an output, as a program would see it. */
const valueOf = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => output.apply((value) => resolve(value)));

test("it is a dataset with a random name and a job, both below the component and called like it", async () => {
  const daily = await declare("daily");

  expect(made()).toEqual([
    `${component} daily`,
    `${randomId} daily`,
    `${targetDataset} daily`,
    `${exportJob} daily`,
  ]);
  const [, ...children] = registrations();
  expect(children.map((child) => child.getParent())).toEqual(children.map(() => urnOf(component, "daily")));
  expect(inputs.get(`${randomId} daily`)).toMatchObject({ byteLength: 4 });
  expect(inputs.get(`${targetDataset} daily`)).toMatchObject({
    name: "daily-1f0c97ab",
    owner: urnOf(`${component}$${targetDataset}`, "daily"),
  });
  expect(inputs.get(`${exportJob} daily`)).toMatchObject({
    dataset: "daily-id",
    owner: urnOf(`${component}$${exportJob}`, "daily"),
  });
  expect(Object.keys(daily.jobs)).toEqual(["daily"]);
});

test("isInstance knows a component and its parts apart", async () => {
  const daily = await declare("daily");
  const all: unknown[] = [daily, daily.dataset, daily.jobs["daily"], daily.datasetId, undefined];
  expect(all.filter((one) => aep.ProfileExport.isInstance(one))).toEqual([daily]);
});

test("a name that is given is the dataset's, and nothing random is made", async () => {
  await declare("daily", {
    dataset: { name: "Daily", description: "Every day", tags: { team: ["crm"] }, forceDestroy: true },
  });
  expect(made()).not.toContain(`${randomId} daily`);
  expect(inputs.get(`${targetDataset} daily`)).toMatchObject({
    name: "Daily",
    description: "Every day",
    tags: { team: ["crm"] },
    forceDestroy: true,
  });
});

test("each job is named by its key, and overrides what holds for all", async () => {
  const daily = await declare("daily", {
    dataset: { name: "Daily" },
    fields: ["person.name"],
    triggers: [1],
    filter: { emptyProfiles: true },
    jobs: {
      gold: { filter: { segments: [{ segmentId: "g" }] } },
      silver: { fields: ["loyalty"], segmentPerBatch: true },
    },
  });
  const names = made().filter((name) => name.startsWith(exportJob));
  expect(names).toEqual([`${exportJob} daily-gold`, `${exportJob} daily-silver`]);
  const gold = inputs.get(`${exportJob} daily-gold`);
  const silver = inputs.get(`${exportJob} daily-silver`);
  expect(gold).toMatchObject({ dataset: "daily-id", fields: ["person.name"], triggers: [1] });
  // A job's filter stands in the place of the shared one, and is not mixed with it.
  expect(gold?.["filter"]).toEqual({ segments: [{ segmentId: "g" }] });
  expect(gold).not.toHaveProperty("segmentPerBatch");
  expect(silver).toMatchObject({
    fields: ["loyalty"],
    segmentPerBatch: true,
    triggers: [1],
    filter: { emptyProfiles: true },
  });
  expect(Object.keys(daily.jobs)).toEqual(["gold", "silver"]);
});

test("no entries in jobs: a dataset without a job", async () => {
  const daily = await declare("daily", { dataset: { name: "Daily" }, jobs: {} });
  expect(made()).toEqual([`${component} daily`, `${targetDataset} daily`]);
  expect(await valueOf(daily.statuses)).toEqual({});
  expect(await valueOf(daily.batchIds)).toEqual([]);
  expect(await valueOf(daily.profileCount)).toBe(0);
});

test("dataset and jobs are in the component's sandbox, an output or not", async () => {
  await declare("daily", { dataset: { name: "Daily" }, sandboxName: pulumi.output("stage") });
  expect(inputs.get(`${targetDataset} daily`)).toMatchObject({ sandboxName: "stage" });
  expect(inputs.get(`${exportJob} daily`)).toMatchObject({ sandboxName: "stage" });
});

test("its outputs tell of all jobs, and are registered", async () => {
  answers = { "daily-silver": { batchIds: ["one", "two"], profileCount: 32 } };
  const daily = await declare("daily", { dataset: { name: "Daily" }, jobs: { gold: {}, silver: {} } });
  const outputs = {
    datasetId: "daily-id",
    statuses: { gold: "SUCCEEDED", silver: "SUCCEEDED" },
    batchIds: ["daily-gold-batch", "one", "two"],
    profileCount: 42,
  };
  expect({
    datasetId: await valueOf(daily.datasetId),
    statuses: await valueOf(daily.statuses),
    batchIds: await valueOf(daily.batchIds),
    profileCount: await valueOf(daily.profileCount),
  }).toEqual(outputs);

  expect(registerOutputs).toHaveBeenCalledTimes(1);
  const request = registerOutputs.mock.calls[0]?.[0] as RegisteredOutputs | undefined;
  expect(request?.getUrn()).toBe(urnOf(component, "daily"));
  expect(request?.getOutputs().toJavaScript()).toEqual(outputs);
});

test("the count of profiles is open as long as one job has not told its own", async () => {
  answers = { "daily-silver": { status: "PROCESSING", batchIds: [], profileCount: undefined } };
  const daily = await declare("daily", {
    dataset: { name: "Daily" },
    waitForCompletion: false,
    jobs: { gold: {}, silver: {} },
  });
  expect(await valueOf(daily.statuses)).toEqual({ gold: "SUCCEEDED", silver: "PROCESSING" });
  expect(await valueOf(daily.profileCount)).toBeUndefined();
});

test("protect holds for every child", async () => {
  await declare("daily", {}, { protect: true });
  expect(registrations().map((one) => one.getProtect())).toEqual([true, true, true, true]);
});

test("children are known by the names that they had under former names and the former type of the component", async () => {
  await declare("daily", { dataset: { name: "Daily" }, jobs: { gold: {} } }, { aliases: [{ name: "old" }] });
  const aliases = registrations().map((one) =>
    one.getAliasesList().map((alias) => {
      const spec = alias.getSpec();
      return [spec.getName(), spec.getType(), spec.getParenturn()].filter((part) => part !== "");
    }),
  );
  const under = (name: string) => urnOf(formerComponent, name);
  expect(aliases).toEqual([
    [["old"], [formerComponent]],
    [
      ["daily", under("daily")],
      ["old", urnOf(component, "daily")],
      ["old", under("old")],
    ],
    [
      ["daily-gold", under("daily")],
      ["old-gold", urnOf(component, "daily")],
      ["old-gold", under("old")],
    ],
  ]);
});

test("nothing of it is made before what it depends on", async () => {
  const first = new aep.TargetDataset("first", { name: "First" });
  await declare("daily", { dataset: { name: "Daily" } }, { dependsOn: [first] });
  expect(made()).toEqual([
    `${targetDataset} first`,
    `${component} daily`,
    `${targetDataset} daily`,
    `${exportJob} daily`,
  ]);
});

test("transformations see every child, and may change it", async () => {
  await declare(
    "daily",
    { dataset: { name: "Daily" } },
    {
      transformations: [
        ({ type, props, opts }) =>
          type === targetDataset ? { props: { ...props, forceDestroy: true }, opts } : undefined,
      ],
    },
  );
  expect(inputs.get(`${targetDataset} daily`)).toMatchObject({ name: "Daily", forceDestroy: true });
});

test("within another component its parts say so in their owner", async () => {
  const outer = new pulumi.ComponentResource("shop:index:Pipeline", "nightly");
  await declare("daily", { dataset: { name: "Daily" } }, { parent: outer });
  expect(registration(component, "daily")?.getParent()).toBe(urnOf("shop:index:Pipeline", "nightly"));
  // The mocks' own URNs leave out all but the nearest parent; the owner is made from them.
  expect(inputs.get(`${targetDataset} daily`)?.["owner"]).toMatch(/ProfileExport\$.*TargetDataset::daily$/);
});
