import { CommandError } from "../command";

/** Ctrl-C is delivered by the terminal and once more by npm; what comes that close together is one wish. */
const sameWishMs = 1_000;

/** Aborts at the first Ctrl-C, SIGTERM or hang-up; calls `onSecond` when the user insists. */
export function interruption(onSecond: () => void): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const interrupt = () => {
    if (first === undefined) {
      first = Date.now();
      controller.abort(new CommandError("Interrupted.", 130));
    } else if (Date.now() - first > sameWishMs) {
      onSecond();
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  return controller.signal;
}
