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
    return fstatSync(descriptor).isFIFO();
  } catch {
    return false;
  }
}
