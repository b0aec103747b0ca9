import { exitCodes } from "./exitCodes";

/** How long a command may take to end in good order. */
const graceMs = 700;

/** A signal that aborts at Ctrl-C; a command that has not ended soon after is ended. */
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
