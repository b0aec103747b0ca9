import type { SegmentDefinition } from "../../contract/segments";
import type { ExportJob } from "../../provider/aep";
import { withMark } from "../../provider/ownership/descriptionMark";
import type { Call } from "../worlds/gateway";
import { call, job, MadeUpStack, urnOf } from "./madeUpStack";
import type { JobArgs } from "./program";
import { defaultPolicy } from "./records";
import type { Verdict } from "./verdict";

const atWork = { jobStatus: "PROCESSING" };
const over = { jobStatus: "SUCCEEDED" };

const nameOnly: JobArgs = { fields: ["person.name"], waitForCompletion: false };
const other: JobArgs = { fields: ["personalEmail.address"], waitForCompletion: false };

const kinds = ({ breaches }: Pick<Verdict, "breaches">) => breaches.map(({ kind }) => kind);

let stack: MadeUpStack;
beforeEach(() => {
  stack = new MadeUpStack();
});

describe("an export at work that an earlier program has asked for", () => {
  beforeEach(() => {
    stack.declare(nameOnly);
    stack.jobs = [job("1", "pending", { creationTime: Date.now() })];
  });

  /** The program changes, and only the new job is in the state. */
  const change = async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    stack.declare(other);
    stack.jobs.push(job("2", "pending", { fields: "personalEmail.address" }));
    stack.state = { data0: "d0", "data0-job0": "2" };
    return stack.verdict([other]);
  };

  test("is a known limit if no state knew it and its resource was removed", async () => {
    await stack.sightings.look();
    await new Promise((resolve) => setTimeout(resolve, 2));
    stack.declare();
    stack.state = { data0: "d0" };
    const verdict = await stack.verdict([]);
    expect(verdict.breaches).toEqual([]);
    expect(verdict.windows).toHaveLength(1);
  });

  test("is an orphan if its resource is still declared, because the mark names it", async () => {
    await stack.sightings.look();
    const verdict = await change();
    expect(kinds(verdict)).toEqual(["orphan"]);
    expect(verdict.windows).toEqual([]);
  });

  test("is an orphan if the state knew it", async () => {
    stack.state["data0-job0"] = "1";
    await stack.sightings.look();
    const verdict = await change();
    expect(kinds(verdict)).toEqual(["orphan"]);
    expect(verdict.windows).toEqual([]);
  });
});

test.each([
  [300, []],
  [5_000, ["orphan"]],
])("an export begun %d ms after the program has ceased to ask for it", async (late, breaches) => {
  stack.declare(nameOnly);
  stack.declare(other);
  stack.jobs = [
    job("1", "succeeded", { creationTime: Date.now() + late }),
    job("2", "pending", { fields: "personalEmail.address" }),
  ];
  stack.state["data0-job0"] = "2";
  expect(kinds(await stack.verdict([other]))).toEqual(breaches);
});

test.each([
  ["named", nameOnly, { ...nameOnly, mergePolicy: { id: defaultPolicy } }],
  ["named no more", { ...nameOnly, mergePolicy: { id: defaultPolicy } }, nameOnly],
])("the default policy, %s, gives the same export once more", async (_, before: JobArgs, after: JobArgs) => {
  stack.declare(before);
  stack.jobs = [job("1", "succeeded")];
  await new Promise((resolve) => setTimeout(resolve, 2));
  stack.declare(after);
  stack.jobs.push(job("2", "pending"));
  stack.state["data0-job0"] = "2";
  expect(kinds(await stack.verdict([after]))).toEqual([]);
});

describe("a job in a dataset that the state does not hold", () => {
  test.each([
    ["was made by the stack", { d1: "data1" }],
    ["is gone", {}],
  ])("is judged where the dataset %s", async (_, more: Record<string, string>) => {
    Object.assign(stack.datasets, more);
    stack.jobs = [job("1", "pending", { destination: { datasetId: "d1", segmentPerBatch: false } })];
    const { breaches } = await stack.verdict([]);
    expect(breaches).toContainEqual({ kind: "orphan", what: expect.stringContaining("job 1 ") });
  });
});

describe("an expiration", () => {
  const expiration = (ttlId: string, { days = 30, dataset = "d0", owner = "expires0" } = {}) => ({
    ttlId,
    datasetId: dataset,
    status: "pending" as const,
    expiry: new Date(Date.now() + days * 24 * 60 * 60 * 1_000).toISOString(),
    description: withMark(undefined, { urn: urnOf("DatasetExpiration", owner) }),
  });

  beforeEach(() => {
    stack.expiration = { name: "expires0", args: { retention: "P30D" } };
    stack.expirations = [expiration("SD-1")];
    stack.state["expires0"] = "SD-1";
  });

  test("that is pending as declared is as it should be", async () => {
    expect(kinds(await stack.verdict([]))).toEqual([]);
  });

  test.each([
    ["is not in AEP", []],
    ["has another date", [expiration("SD-1", { days: 60 })]],
    ["is that of another dataset", [expiration("SD-1", { dataset: "d1" })]],
  ])("that %s is not the declared one", async (_, there) => {
    stack.expirations = there;
    expect(kinds(await stack.verdict([]))).toEqual(["declaration not met"]);
  });

  test.each([
    ["a duplicate", "duplicate", "expires0"],
    ["an orphan", "orphan", "removed"],
  ])("that the state does not know is %s", async (_, kind, owner) => {
    stack.expirations.push(expiration("SD-2", { owner }));
    expect(kinds(await stack.verdict([]))).toEqual([kind]);
  });

  test("of a dataset made by hand is the touch of a foreign object", async () => {
    jest.spyOn(stack.foreign, "hasDataset").mockImplementation((id) => id === "d9");
    stack.expirations.push(expiration("SD-2", { dataset: "d9" }));
    expect(kinds(await stack.verdict([]))).toEqual(["foreign object touched"]);
  });

  test("must not outlive the stack", async () => {
    expect(kinds({ breaches: await stack.left() })).toEqual(["orphan"]);
    stack.expirations = [];
    expect(await stack.left()).toEqual([]);
  });
});

describe("a segment definition", () => {
  const args = { name: "Ada", expression: 'person.name.firstName = "ada"' };
  const segment = (id: string, { owner = "segment0", value = args.expression, description = "" } = {}) =>
    ({
      id,
      name: args.name,
      description: withMark(description, { urn: urnOf("SegmentDefinition", owner) }),
      expression: { type: "PQL", format: "pql/text", value },
    }) as SegmentDefinition;
  const ofSegment: JobArgs = { ...nameOnly, ofOwnSegment: true };

  beforeEach(() => {
    stack.segment = { name: "segment0", args };
    stack.segments = [segment("segment-1"), { id: "6c2a9d8e", name: "By hand" }];
    stack.state["segment0"] = "segment-1";
  });

  test("that AEP has as declared is as it should be, and so is one without a mark", async () => {
    expect(kinds(await stack.verdict([]))).toEqual([]);
  });

  test.each([
    ["is not in AEP", []],
    ["has another rule", [segment("segment-1", { value: "true" })]],
    ["has another description", [segment("segment-1", { description: "Old" })]],
  ])("that %s is not the declared one", async (_, there) => {
    stack.segments = there;
    expect(kinds(await stack.verdict([]))).toEqual(["declaration not met"]);
  });

  test.each([
    ["a duplicate", "duplicate", "segment0"],
    ["an orphan", "orphan", "removed"],
  ])("that the state does not know is %s", async (_, kind, owner) => {
    stack.segments.push(segment("segment-2", { owner }));
    expect(kinds(await stack.verdict([]))).toEqual([kind]);
  });

  test.each([
    ["segment-1", []],
    ["6c2a9d8e", ["declaration not met"]],
  ])("is what its job must export, and that of %s gives %j", async (segmentId, breaches) => {
    stack.declare(ofSegment);
    stack.jobs = [job("1", "pending", { filter: { segments: [{ segmentId }] } })];
    stack.state["data0-job0"] = "1";
    expect(kinds(await stack.verdict([ofSegment]))).toEqual(breaches);
  });

  test("must not outlive the stack", async () => {
    expect(kinds({ breaches: await stack.left() })).toEqual(["orphan"]);
  });
});

describe("data", () => {
  test("must come from a job", async () => {
    stack.batches = { d0: ["b1", "b2"] };
    stack.declare(nameOnly);
    stack.jobs = [job("1", "pending", { batchIds: ["b1"] })];
    stack.state["data0-job0"] = "1";
    const { breaches } = await stack.verdict([nameOnly]);
    expect(breaches).toEqual([{ kind: "lost record", what: expect.stringContaining("b2") }]);
    expect(kinds(await stack.verdict([nameOnly], { vanished: 1 }))).toEqual([]);
  });

  test("of a job that was started by hand must stay", async () => {
    stack.jobs = [job("1", "succeeded", { batchIds: ["b1", "b2"] })];
    stack.batches = { d0: ["b1"] };
    await stack.foreign.startInStack("d0", nameOnly);
    const { breaches } = await stack.verdict([]);
    expect(breaches).toEqual([{ kind: "foreign object touched", what: "batches b2 of job 1 are gone" }]);
  });
});

describe("a job that has vanished", () => {
  test("may be a declared one, as often as jobs were made to vanish", async () => {
    stack.declare(nameOnly, other);
    Object.assign(stack.state, { "data0-job0": "1", "data0-job1": "2" });
    expect(kinds(await stack.verdict([nameOnly, other], { vanished: 1 }))).toEqual(["declaration not met"]);
    expect(kinds(await stack.verdict([nameOnly, other], { vanished: 2 }))).toEqual([]);
  });

  test("is not one that a call has deleted", async () => {
    stack.declare(nameOnly);
    stack.state["data0-job0"] = "1";
    stack.calls.push(call("DELETE", 20, { status: 404 }));
    expect(kinds(await stack.verdict([nameOnly], { vanished: 1 }))).toEqual([]);
    stack.calls.push(call("DELETE", 30));
    expect(kinds(await stack.verdict([nameOnly], { vanished: 1 }))).toEqual(["declaration not met"]);
  });

  test("may have left data in its dataset only", async () => {
    Object.assign(stack.datasets, { d1: "data1" });
    stack.batches = { d0: ["b0"], d1: ["b1"] };
    stack.jobs = [job("1", "pending")];
    await stack.sightings.look();
    stack.jobs = [];
    const { breaches } = await stack.verdict([], { vanished: 1 });
    expect(breaches.filter(({ kind }) => kind === "lost record")).toEqual([
      { kind: "lost record", what: expect.stringContaining("batch b1 of dataset d1") },
    ]);
  });
});

describe("the record of a job", () => {
  const lose = async (state: ExportJob["state"], ...calls: Call[]) => {
    stack.jobs = [job("1", state)];
    await stack.sightings.look();
    stack.jobs = [];
    stack.calls.push(...calls);
  };

  const isLost = [{ kind: "lost record", what: expect.stringContaining("job 1 ") }];

  test("is lost if nothing explains it", async () => {
    await lose("pending");
    expect(await stack.left()).toEqual([{ kind: "lost record", what: expect.stringContaining("jobs 1,") }]);
    expect(await stack.left({ vanished: 1 })).toEqual([]);
  });

  test("may be deleted by a cancel that arrives after its end", async () => {
    await lose("pending", call("GET", 10, atWork), call("DELETE", 20));
    expect(await stack.left()).toEqual([]);
  });

  test.each<[string, Call[]]>([
    ["a look has told its end", [call("GET", 10, over), call("DELETE", 20)]],
    ["the last look has told its end", [call("GET", 5, atWork), call("GET", 10, over), call("DELETE", 20)]],
    ["a look has told nothing", [call("GET", 10), call("DELETE", 20)]],
    ["a look is answered too late", [call("GET", 10, { ...atWork, at: 30 }), call("DELETE", 20)]],
    ["nobody has looked", [call("DELETE", 20)]],
    [
      "a cancel is repeated without a look",
      [call("GET", 10, atWork), call("DELETE", 20, { status: 503 }), call("DELETE", 30)],
    ],
  ])("is lost to a cancel where %s, whatever has vanished", async (_, calls) => {
    await lose("pending", ...calls);
    expect(await stack.left({ vanished: 1 })).toEqual(isLost);
  });

  test("is lost to a cancel where it was seen to have ended before", async () => {
    await lose("succeeded");
    const later = Date.now() + 10;
    stack.calls.push(call("GET", later, atWork), call("DELETE", later + 10));
    expect(await stack.left({ vanished: 1 })).toEqual(isLost);
  });

  test("is lost where it was seen after the cancel", async () => {
    await lose("cancelled", call("GET", 10, atWork), call("DELETE", 20));
    expect(kinds({ breaches: await stack.left() })).toEqual(["lost record"]);
    expect(await stack.left({ vanished: 1 })).toEqual([]);
  });

  test("is missed also of a job that only a call has named", async () => {
    stack.calls.push(call("DELETE", 20));
    expect(await stack.left()).toEqual(isLost);
  });
});
