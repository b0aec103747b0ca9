import * as pulumi from "@pulumi/pulumi";
import * as aep from "../../sdk";
import { shortStacks } from "../../sdk/resource/callStack";

/** The stacks that Pulumi's own SDK takes while a resource is constructed. */

const { prepareStackTrace } = Error as { prepareStackTrace?: unknown };

/** The frames of each stack whose text is made: by the function that took it, and where. */
let stacks: { taker: string; files: string[] }[] = [];

beforeEach(async () => {
  // Jest takes away what a program has.
  const record = (error: Error, frames: NodeJS.CallSite[]): string => {
    const files = frames.map((frame) => frame.getFileName() ?? "");
    stacks.push({ taker: frames[0]?.getFunctionName() ?? "", files });
    return [String(error), ...frames.map(String)].join("\n    at ");
  };
  Object.assign(Error, { prepareStackTrace: record });
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
    call: () => ({}),
  });
});

afterEach(() => Object.assign(Error, { prepareStackTrace }));

/** Constructs a resource; nothing else of an earlier test can run meanwhile. */
function construct(): void {
  stacks = [];
  new aep.TargetDataset("daily");
}

class Thing extends pulumi.CustomResource {}

const takers = (): string[] => [...new Set(stacks.map(({ taker }) => taker))].sort();

test("the SDK takes stacks by functions of the names that shortStacks recognises", () => {
  process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "1";
  try {
    stacks = [];
    new Thing("test:index:Thing", "plain", { part: 1 });
    expect(takers()).toEqual(["callsites", "debuggablePromise"]);

    // With this variable, a stack says where a promise began that never ended.
    construct();
    expect(takers()).toEqual(["callsites", "debuggablePromise"]);
  } finally {
    delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
  }
});

test("no stack is made for an output, and the stack of a resource has the frames of the program alone", () => {
  construct();
  expect(takers()).toEqual(["callsites"]);
  for (const { files } of stacks) {
    const own = files.findIndex((file) => /[\\/]sdk[\\/]resource[\\/]/.test(file));
    expect(own).toBeGreaterThan(0);
    for (const file of files.slice(0, own)) expect(file).toContain("@pulumi");
    expect(files.length).toBeGreaterThan(own + 1);
    for (const file of files.slice(own + 1)) expect(file).toBe(__filename);
  }
});

test("after a resource is constructed, everything is as before", () => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  construct();
  expect(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")).toEqual(before);
});

test("an error of the program keeps its stack, whenever it is read", () => {
  const userCode = (): Error => new Error("of the program");
  const short = <Result>(work: () => Result): Result => {
    const end = shortStacks();
    try {
      return work();
    } finally {
      end();
    }
  };
  expect(short(() => userCode().stack)).toMatch(/^Error: of the program\n +at userCode /);
  expect(short(userCode).stack).toMatch(/^Error: of the program\n +at userCode /);
});
