import { exitCodes } from "./exitCodes";

/** Milliseconds that a command has to end by itself. */
const graceMs = 700;

/** Returns a signal that aborts at Ctrl-C. Ends the process if the command does not end soon after. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, code] of [
    ["SIGINT", exitCodes.interrupted],
    ["SIGTERM", 143],
  ] as const) {
    process.once(name, () => {
      process.exitCode = code;
      controller.abort();
      setTimeout(() => process.exit(code), graceMs).unref();
    });
  }
  return controller.signal;
}
