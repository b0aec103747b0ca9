import path from "node:path";
import { fileURLToPath } from "node:url";

/** How V8 makes the text of a stack, when it is read; unset in older releases of Node. */
type PrepareStackTrace = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/**
 * Shortens the stacks that the SDK of Pulumi takes, until the function that it returns is called. The stack of a resource
 * is kept in the state, which the engine writes after every step; only the frames of the program stay in it. The stacks of
 * outputs, which would tell what promise never ended, are left out, since making them is much of the time that a
 * program takes. Errors keep theirs.
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

/** The SDK's own frames, one constructor, which it expects to be that of the resource, and the program's. */
function framesOfProgram(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const constructor = frames.findIndex((frame) => isOurs(fileOf(frame)));
  const callers = frames.slice(constructor + 1);
  const program = callers.filter((frame) => isOfProgram(fileOf(frame)));
  // In a bundle all is one file.
  return [...frames.slice(0, constructor + 1), ...(program.length > 0 ? program : callers)];
}

/**
 * The SDK reads `at name (path:line:column)`. At the top of an ES module, and in an arrow function, a frame has no name, and the
 * files of ES modules are URLs.
 */
const readable = (stack: string): string =>
  stack
    .replace(/^( *at )(?:async )?(.*:\d+:\d+)$/gm, "$1<anonymous> ($2)")
    .replace(
      /\((file:.*?):(\d+:\d+)\)$/gm,
      (_, url: string, position: string) => `(${fileURLToPath(url)}:${position})`,
    );

/** Empty for a function that is built in, such as `map`. */
const fileOf = (frame: NodeJS.CallSite): string => frame.getFileName() ?? "";

const isOurs = (file: string): boolean => file.startsWith(path.dirname(__dirname) + path.sep);

const isOfProgram = (file: string): boolean =>
  file !== "" && !isOurs(file) && !file.startsWith("node:") && !/[\\/]node_modules[\\/]/.test(file);
