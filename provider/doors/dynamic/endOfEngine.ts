import { fstatSync } from "node:fs";
import type { Socket } from "node:net";

/**
 * Calls back when the engine is gone without a signal, killed perhaps: it alone holds the other end of the pipe that is the
 * input of its plugin. What it had asked for must not be done any more, as another run may be doing it by then.
 */
export function onEndOfEngine(callback: () => void): void {
  if (!isPipe(0)) return;
  const input = process.stdin.once("end", callback).resume() as unknown as Socket;
  // The process is not to live on for it.
  input.unref();
}

function isPipe(descriptor: number): boolean {
  try {
    // As bigints, since Node's module loader reads the array that the numbers are written to: where that last tells of a pipe,
    // the loader stops following links, and a package that is a link to a store does not find its dependencies.
    return fstatSync(descriptor, { bigint: true }).isFIFO();
  } catch {
    return false;
  }
}
