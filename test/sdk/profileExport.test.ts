import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { setTimeout as sleep } from "node:timers/promises";
import * as aep from "../../sdk";

/** The resources that the component registers, recorded by Pulumi's mocks of the engine. */

const component = "aep:index:ProfileExport";
/** The type of the component in states of earlier builds. */
const formerComponent = "pulumi-aep:index:ProfileExport";
const stackIdentity = "pulumi-nodejs:dynamic/aep:StackIdentity";
const targetDataset = "pulumi-nodejs:dynamic/aep:TargetDataset";
const exportJob = "pulumi-nodejs:dynamic/aep:ExportJob";
const datasetExpiration = "pulumi-nodejs:dynamic/aep:DatasetExpiration";
const randomId = "random:index/randomId:RandomId";
const urnOf = (type: string, name: string) => `urn:pulumi:test::shop::${type}::${name}`;

/** A registration of a resource, as the engine receives it. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getAliasesList(): { getSpec(): { getName(): string; getParenturn(): string; getType(): string } }[];
}

/** The outputs of a component, as the engine receives them. */
interface RegisteredOutputs {
  getUrn(): string;
  getOutputs(): { toJavaScript(): unknown };
}

const register = jest.spyOn(MockMonitor.prototype, "registerResource");
const registerOutputs = jest.spyOn(MockMonitor.prototype, "registerResourceOutputs");
/** Inputs of all resources, by type and name. */
const inputs = new Map<string, Record<string, unknown>>();
/** AEP's answers about a job, by the name of its resource. */
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

/** All registrations except the stack's identity, which is no part of the component. */
const registrations = (): Registration[] =>
  register.mock.calls
    .map(([request]) => request as Registration)
    .filter((one) => one.getType() !== stackIdentity);
const registration = (type: string, name: string): Registration | undefined =>
  registrations().find((one) => one.getType() === type && one.getName() === name);
const made = (): string[] => registrations().map((one) => `${one.getType()} ${one.getName()}`);

/** Declares a component, and resolves once the engine has its outputs. */
async function declare(
  name: string,
  args?: aep.ProfileExportArgs,
  opts?: pulumi.ComponentResourceOptions,
): Promise<aep.ProfileExport> {
  const declared = new aep.ProfileExport(name, args, opts);
  while (registerOutputs.mock.calls.length === 0) await sleep(5);
  return declared;
}

/** The value of an output, as a program gets it. */
const valueOf = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => output.apply((value) => resolve(value)));

test("declares a dataset with a random name and a job, both its children and named like it", async () => {
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

test("retention makes one expiration of the dataset, whatever the number of jobs", async () => {
  const daily = await declare("daily", {
    dataset: { name: "Daily" },
    retention: "P30D",
    jobs: { gold: {}, silver: {} },
  });
  expect(made().filter((one) => one.startsWith(datasetExpiration))).toEqual([`${datasetExpiration} daily`]);
  expect(registration(datasetExpiration, "daily")?.getParent()).toBe(urnOf(component, "daily"));
  expect(inputs.get(`${datasetExpiration} daily`)).toMatchObject({
    dataset: "daily-id",
    retention: "P30D",
    displayName: "daily",
  });
  expect(inputs.get(`${exportJob} daily-gold`)).not.toHaveProperty("retention");
  expect(await valueOf(daily.expiration!.id)).toBe("daily-id");
});

test("isInstance recognises the component only", async () => {
  const daily = await declare("daily");
  const all: unknown[] = [daily, daily.dataset, daily.jobs["daily"], daily.datasetId, undefined];
  expect(all.filter((one) => aep.ProfileExport.isInstance(one))).toEqual([daily]);
});

test("takes a given name for the dataset, and makes no random id", async () => {
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

test("names each job by its key, which may override the shared arguments", async () => {
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
  // The filter of a job replaces the shared filter; they are not merged.
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

test("without entries in jobs, declares a dataset without a job", async () => {
  const daily = await declare("daily", { dataset: { name: "Daily" }, jobs: {} });
  expect(made()).toEqual([`${component} daily`, `${targetDataset} daily`]);
  expect(await valueOf(daily.statuses)).toEqual({});
  expect(await valueOf(daily.batchIds)).toEqual([]);
  expect(await valueOf(daily.profileCount)).toBe(0);
});

test("puts dataset and jobs into its sandbox, which may be an output", async () => {
  await declare("daily", { dataset: { name: "Daily" }, sandboxName: pulumi.output("stage") });
  expect(inputs.get(`${targetDataset} daily`)).toMatchObject({ sandboxName: "stage" });
  expect(inputs.get(`${exportJob} daily`)).toMatchObject({ sandboxName: "stage" });
});

test("registers outputs about all jobs", async () => {
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

test("profileCount is undefined until every job has its count", async () => {
  answers = { "daily-silver": { status: "PROCESSING", batchIds: [], profileCount: undefined } };
  const daily = await declare("daily", {
    dataset: { name: "Daily" },
    waitForCompletion: false,
    jobs: { gold: {}, silver: {} },
  });
  expect(await valueOf(daily.statuses)).toEqual({ gold: "SUCCEEDED", silver: "PROCESSING" });
  expect(await valueOf(daily.profileCount)).toBeUndefined();
});

test("protect applies to every child", async () => {
  await declare("daily", {}, { protect: true });
  expect(registrations().map((one) => one.getProtect())).toEqual([true, true, true, true]);
});

test("children have aliases for former names and the former type of the component", async () => {
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

test("waits for the resources that it depends on", async () => {
  const first = new aep.TargetDataset("first", { name: "First" });
  await declare("daily", { dataset: { name: "Daily" } }, { dependsOn: [first] });
  expect(made()).toEqual([
    `${targetDataset} first`,
    `${component} daily`,
    `${targetDataset} daily`,
    `${exportJob} daily`,
  ]);
});

test("transformations may change every child", async () => {
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

test("within another component, the owner of its parts names both components", async () => {
  const outer = new pulumi.ComponentResource("shop:index:Pipeline", "nightly");
  await declare("daily", { dataset: { name: "Daily" } }, { parent: outer });
  expect(registration(component, "daily")?.getParent()).toBe(urnOf("shop:index:Pipeline", "nightly"));
  // The owner is made from the URNs of the mocks, which contain only the nearest parent.
  expect(inputs.get(`${targetDataset} daily`)?.["owner"]).toMatch(/ProfileExport\$.*TargetDataset::daily$/);
});
