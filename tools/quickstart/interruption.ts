import { CommandError } from "../command";

/** The terminal and npm both deliver a Ctrl-C. Signals that are closer together count as one. */
const sameWishMs = 1_000;

/** Aborts at the first Ctrl-C, SIGTERM or hang-up. Calls `onSecond` at the next one. */
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
