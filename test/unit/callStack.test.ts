import { shortStacks } from "../../sdk/callStack";

const { stackTraceLimit } = Error;
const format = (error: Error, frames: NodeJS.CallSite[]): string =>
  [error.message, ...frames.map((frame) => frame.getFunctionName() ?? "")].join(" < ");

describe("the stacks that are taken while a resource is constructed", () => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");

  beforeEach(() => Object.assign(Error, { prepareStackTrace: format }));

  afterEach(() => {
    if (before) Object.defineProperty(Error, "prepareStackTrace", before);
    else Reflect.deleteProperty(Error, "prepareStackTrace");
    Error.stackTraceLimit = stackTraceLimit;
  });

  test("are empty, and as before once it has ended", () => {
    const stacks = shortStacks("none");
    expect(new Error("during").stack).toBe("during");
    stacks.end();
    expect(new Error("after").stack).toMatch(/^after < .+ < /);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    expect(Object.is((Error as { prepareStackTrace?: unknown }).prepareStackTrace, format)).toBe(true);
  });

  test("have six frames where all are asked for, as the SDK asks for that of a resource, and none of the file", () => {
    const taken = (file: string): string[] => {
      const stacks = shortStacks(file);
      Error.stackTraceLimit = Number.POSITIVE_INFINITY;
      const { stack = "" } = new Error("all");
      stacks.end();
      return stack.split(" < ").slice(1);
    };
    const frames = taken("none");
    expect(frames).toHaveLength(6);
    expect(frames[0]).toBe("taken");
    expect(taken(__filename)).not.toContain("taken");
  });

  test("come back for an error that was thrown meanwhile", () => {
    const stacks = shortStacks("none");
    const thrown = new Error("thrown");
    const { stack } = stacks.restored(thrown) as Error;
    stacks.end();
    expect(stack).toMatch(/^thrown < .+ < /);
  });

  test("are left alone where V8 makes their text, or promises are looked for", () => {
    Reflect.deleteProperty(Error, "prepareStackTrace");
    shortStacks("none").end();
    expect("prepareStackTrace" in Error).toBe(false);
    Object.assign(Error, { prepareStackTrace: format });
    process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "1";
    try {
      shortStacks("none");
      expect(new Error("kept").stack).toMatch(/^kept < /);
    } finally {
      delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
    }
  });
});
