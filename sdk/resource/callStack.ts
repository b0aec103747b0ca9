import path from "node:path";
import { fileURLToPath } from "node:url";

/** Makes the text of a stack when the stack is read; older releases of Node have none by default. */
type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/**
 * Shortens the stacks that Pulumi's SDK takes, until the returned function is called. The SDK sends
 * the stack of each resource to the state, which the engine writes after every step: only the
 * frames of the program stay in it. The SDK takes a stack for each output too, which tells where a
 * promise began that never ended: making these stacks is a large part of the time of a program, so
 * they are left out. Other errors keep their stacks.
 */
export function shortStacks(): () => void {
  const { prepareStackTrace } = Error as { prepareStackTrace?: PrepareStackTrace };
  if (prepareStackTrace === undefined || process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) return () => undefined;
  Error.prepareStackTrace = (error, frames) => {
    const taker = frames[0]?.getFunctionName();
    if (taker === "debuggablePromise") return "";
    if (taker !== "callsites") return prepareStackTrace(error, frames);
    const stack = prepareStackTrace(error, framesOfProgram(frames));
    return typeof stack === "string" ? readable(stack) : stack;
  };
  return () => Object.assign(Error, { prepareStackTrace });
}

/**
 * The frames of the SDK, one frame of this package, and the frames of the program. The SDK drops a
 * fixed number of frames, the last of which is the constructor of the resource: one frame of ours
 * keeps that number right.
 */
function framesOfProgram(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const constructor = frames.findIndex((frame) => isOurs(fileOf(frame)));
  const callers = frames.slice(constructor + 1);
  const program = callers.filter((frame) => isOfProgram(fileOf(frame)));
  // In a bundle, all code is in one file.
  return [...frames.slice(0, constructor + 1), ...(program.length > 0 ? program : callers)];
}

/**
 * The SDK understands frames of the form `at name (path:line:column)` only. Frames at the top of an
 * ES module and in arrow functions have no name, and the files of ES modules are URLs.
 */
const readable = (stack: string): string =>
  stack
    .replace(/^( *at )(?:async )?(.*:\d+:\d+)$/gm, "$1<anonymous> ($2)")
    .replace(
      /\((file:.*?):(\d+:\d+)\)$/gm,
      (_, url: string, position: string) => `(${fileURLToPath(url)}:${position})`,
    );

/** Empty for built-in functions, such as `map`. */
const fileOf = (frame: NodeJS.CallSite): string => frame.getFileName() ?? "";

const isOurs = (file: string): boolean => file.startsWith(path.dirname(__dirname) + path.sep);

const isOfProgram = (file: string): boolean =>
  file !== "" && !isOurs(file) && !file.startsWith("node:") && !/[\\/]node_modules[\\/]/.test(file);
