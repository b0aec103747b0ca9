/** Frames of `@pulumi/pulumi` between a stack that it takes and the line that declares a resource, and that line. */
const upToDeclaration = 6;

/** How V8 takes stacks, for all of the process. */
interface StackSettings {
  /** Makes the text of a stack; unset where V8 does it, and no sources are mapped. */
  prepareStackTrace?: (error: Error, frames: NodeJS.CallSite[]) => unknown;
  stackTraceLimit: number;
}

/** What was done to the stacks that are taken, to be undone. */
interface ShortStacks {
  /** An error that was thrown meanwhile, with the stack that it would have had. */
  restored(error: unknown): unknown;
  end(): void;
}

/**
 * Until `end`, an error knows no stack, and a resource of the SDK nothing of it but the line that declares it.
 *
 * The SDK takes a stack for each output of a resource, to find promises that never end: a third of the time that a program takes.
 * The engine keeps the whole stack of a resource in the state, where the frames of Node and Pulumi are a third of the bytes.
 *
 * @param ourFile The file of the one constructor between that of the resource and the SDK's, which does not expect it.
 */
export function shortStacks(ourFile: string): ShortStacks {
  const { prepareStackTrace, stackTraceLimit } = Error as StackSettings;
  if (prepareStackTrace === undefined || process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) {
    return { restored: (error) => error, end: () => undefined };
  }
  const end = (): void => void Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  Error.stackTraceLimit = 0;
  Error.prepareStackTrace = (error, frames) => {
    const kept = frames.filter((frame) => frame.getFileName() !== ourFile).slice(0, upToDeclaration);
    return prepareStackTrace(error, kept);
  };
  return {
    end,
    restored(error) {
      end();
      if (error instanceof Error) Error.captureStackTrace(error);
      return error;
    },
  };
}
