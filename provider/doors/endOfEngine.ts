import { fstatSync } from "node:fs";
import type { Socket } from "node:net";

/**
 * Calls back when the engine has ended without a signal, for example because it was killed. Its end
 * closes the standard input of this process. The process has to stop then, since the next run may
 * already be doing the same work.
 */
export function onEndOfEngine(callback: () => void): void {
  if (!isPipe(0)) return;
  const input = process.stdin.once("end", callback).resume() as unknown as Socket;
  // An open input alone must not keep the process alive.
  input.unref();
}

function isPipe(descriptor: number): boolean {
  try {
    // With numbers, fstat writes into an array that Node's module loader reads too: after a pipe,
    // the loader stops following links, and a package that is linked from a store does not find its
    // dependencies.
    return fstatSync(descriptor, { bigint: true }).isFIFO();
  } catch {
    return false;
  }
}
