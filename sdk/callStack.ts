import path from "node:path";

/** How V8 makes the text of a stack, when it is read; unset in older releases of Node. */
type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/**
 * Makes stacks short that the SDK of Pulumi takes until the answered function is called. That of a resource goes into the state, all of which
 * the engine writes after every step: it keeps the frames of the program, and not the dozen of Node, its loaders and this
 * package. Those of outputs, which are to tell what promise never ended, are left out: making them is a third of the
 * time that a program takes. Errors keep theirs.
 */
export function shortStacks(): () => void {
  const { prepareStackTrace } = Error as { prepareStackTrace?: PrepareStackTrace };
  if (prepareStackTrace === undefined || process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return () => undefined;
  Error.prepareStackTrace = (error, frames) => {
    const taker = frames[0]?.getFunctionName();
    if (taker === "debuggablePromise") return "";
    return prepareStackTrace(error, taker === "callsites" ? framesOfProgram(frames) : frames);
  };
  return () => Object.assign(Error, { prepareStackTrace });
}

/** The SDK's own frames, one constructor, which it expects to be that of the resource, and the program's. */
function framesOfProgram(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const constructor = frames.findIndex(isOurs);
  const node = frames.findIndex((frame) => frame.getFileName()?.startsWith("node:internal/"));
  const callers = frames.slice(constructor + 1, node < 0 ? undefined : node);
  // Of built-in functions, such as `map`, there is no file.
  const program = callers.filter((frame) => frame.getFileName() && !isOurs(frame));
  // In a bundle all is one file.
  return [...frames.slice(0, constructor + 1), ...(program.length > 0 ? program : callers)];
}

const isOurs = (frame: NodeJS.CallSite): boolean =>
  frame.getFileName()?.startsWith(__dirname + path.sep) === true;
