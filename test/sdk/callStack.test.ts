import { shortStacks } from "../../sdk/resource/callStack";

/** Takes a stack as the SDK takes that of an output, under the name by which it is known. */
function debuggablePromise(): string | undefined {
  return new Error("of an output").stack;
}

/** The same of that of a resource: all of it. */
function callsites(): string | undefined {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    return new Error("of a resource").stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function userCode(): Error {
  return new Error("of the program");
}

const short = <Result>(work: () => Result): Result => {
  const end = shortStacks();
  try {
    return work();
  } finally {
    end();
  }
};

const { prepareStackTrace } = Error as { prepareStackTrace?: unknown };

// As a program has it, where Jest takes it away.
beforeAll(() => {
  const prepareStackTrace = (error: Error, frames: NodeJS.CallSite[]): string =>
    [String(error), ...frames.map(String)].join("\n    at ");
  Object.assign(Error, { prepareStackTrace });
});

afterAll(() => Object.assign(Error, { prepareStackTrace }));

test("while a resource is constructed outputs have no stack, and once it is, everything is as before", () => {
  const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  expect(debuggablePromise()).toMatch(/^ +at debuggablePromise /m);
  expect(short(debuggablePromise)).toBe("");
  expect(debuggablePromise()).toMatch(/^ +at debuggablePromise /m);
  expect(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")).toEqual(before);
});

test("the stack of a resource has frames of the program alone", () => {
  const frames = (stack = ""): string[] => stack.split("\n").slice(1);
  expect(frames(callsites()).some((frame) => /node_modules|node:internal/.test(frame))).toBe(true);
  const own = frames(short(callsites));
  expect(own[0]).toContain("at callsites ");
  for (const frame of own) expect(frame).toMatch(/callStack\.test\.ts/);
});

test("an error of the program's own keeps its stack, whenever it is read", () => {
  expect(short(() => userCode().stack)).toMatch(/^Error: of the program\n +at userCode /);
  expect(short(userCode).stack).toMatch(/^Error: of the program\n +at userCode /);
});

test("who looks for promises that never end finds where they began", () => {
  process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "1";
  try {
    expect(short(debuggablePromise)).toMatch(/^ +at debuggablePromise /m);
  } finally {
    delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
  }
});
