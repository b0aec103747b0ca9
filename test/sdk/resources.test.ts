import * as pulumi from "@pulumi/pulumi";
import * as aep from "../../sdk";

/** The resources as the engine receives them, recorded by Pulumi's mocks of the engine. */

interface Asked {
  type: string;
  name: string;
  id?: string;
  inputs: Record<string, unknown>;
}

/** All resources of the program except the identity of the stack. */
const asked: Asked[] = [];

beforeEach(async () => {
  asked.length = 0;
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, id, inputs }) => {
      const { __provider, stackId: _stackId, ...given } = inputs as Record<string, unknown>;
      if (!type.endsWith(":StackIdentity"))
        asked.push({ type: type.split(":").at(-1) ?? "", name, id, inputs: given });
      return { id: id || `${name}-id`, state: { ...given, status: "SUCCEEDED", batchIds: [] } };
    },
    call: () => ({}),
  });
});

/** The value of an output, as a program gets it. */
const valueOf = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => output.apply((value) => resolve(value)));

describe("the name of a dataset", () => {
  test("defaults to the name of its resource", async () => {
    expect(await valueOf(new aep.TargetDataset("daily").name)).toBe("daily");
    expect(await valueOf(new aep.TargetDataset("daily", { forceDestroy: true }).name)).toBe("daily");
    expect(await valueOf(new aep.TargetDataset("daily", { name: undefined }).name)).toBe("daily");
  });

  test("is the one that the program gives", async () => {
    const name = pulumi.output("Daily export");
    expect(await valueOf(new aep.TargetDataset("daily", { name }).name)).toBe("Daily export");
  });
});

describe("get", () => {
  test("reads an object by its id in the sandbox of its state, and gives it no name and no owner", async () => {
    const inDev = { sandboxName: pulumi.output("dev") };
    const dataset = aep.TargetDataset.get("shared", "5b020a27", inDev, { protect: true });
    const job = aep.ExportJob.get("first", pulumi.output("726"), inDev);

    expect(await valueOf(dataset.id)).toBe("5b020a27");
    expect(await valueOf(job.id)).toBe("726");
    expect(asked.sort((one, other) => one.type.localeCompare(other.type))).toEqual([
      { type: "ExportJob", name: "first", id: "726", inputs: { sandboxName: "dev" } },
      { type: "TargetDataset", name: "shared", id: "5b020a27", inputs: { sandboxName: "dev" } },
    ]);
  });

  test("reads from the configured sandbox without a state", async () => {
    expect(await valueOf(aep.TargetDataset.get("shared", "5b020a27").id)).toBe("5b020a27");
    expect(asked).toEqual([{ type: "TargetDataset", name: "shared", id: "5b020a27", inputs: {} }]);
  });
});

test("every input of a job is an output", async () => {
  const inputs = {
    fields: ["person.name"],
    filter: { segments: [{ segmentId: "gold" }] },
    mergePolicy: { id: "newest" },
    additionalFields: { eventList: { fields: "eventType" } },
    segmentPerBatch: true,
    schemaName: "_xdm.context.profile",
    evaluationInfo: { segmentation: true },
    timeouts: { create: "2h" },
    triggers: [1, "two"],
  };
  const given = new aep.ExportJob("given", { dataset: "daily-id", ...inputs });
  const { fields, filter, mergePolicy, additionalFields, segmentPerBatch } = given;
  const { schemaName, evaluationInfo, timeouts, triggers, adopt } = given;
  const outputs = { fields, filter, mergePolicy, additionalFields, segmentPerBatch, schemaName };
  expect(await valueOf(pulumi.output({ ...outputs, evaluationInfo, timeouts, triggers }))).toEqual(inputs);
  expect(await valueOf(adopt)).toBeUndefined();

  const bare = new aep.ExportJob("bare", { dataset: "daily-id" });
  expect(await valueOf(bare.filter)).toBeUndefined();
  expect(await valueOf(bare.fields)).toBeUndefined();
});

describe("isInstance", () => {
  /** A second copy of the package, which shares the SDK of Pulumi with the first. */
  const secondCopy = (): typeof aep => {
    let copy: typeof aep | undefined;
    jest.isolateModules(() => {
      jest.doMock("@pulumi/pulumi", () => pulumi);
      copy = jest.requireActual<typeof aep>("../../sdk");
    });
    if (copy === undefined) throw new Error("The package was not loaded.");
    return copy;
  };

  test("recognises its own class only", () => {
    const dataset = new aep.TargetDataset("daily");
    const job = new aep.ExportJob("daily", { dataset });
    const all: unknown[] = [dataset, job, dataset.id, "daily", undefined, null, { id: "1" }];
    expect(all.filter((one) => aep.TargetDataset.isInstance(one))).toEqual([dataset]);
    expect(all.filter((one) => aep.ExportJob.isInstance(one))).toEqual([job]);
  });

  test("recognises a resource of another copy of the package, and a job accepts its dataset", async () => {
    const other = secondCopy();
    expect(other.TargetDataset).not.toBe(aep.TargetDataset);
    const dataset = new aep.TargetDataset("daily", { sandboxName: "dev" });
    expect(dataset instanceof other.TargetDataset).toBe(false);
    expect(other.TargetDataset.isInstance(dataset)).toBe(true);

    const job = new other.ExportJob("daily", { dataset });
    expect(await valueOf(job.dataset)).toBe("daily-id");
    expect(await valueOf(job.sandboxName)).toBe("dev");
  });
});
