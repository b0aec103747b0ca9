import { AepError, type AepClient, type AepErrorKind, type ExportJob } from "../../aep";
import { durationInWords } from "../../inputs/duration";
import { hasEnded } from "../declaration/state";
import { pollDelays } from "../../lifecycle/polling";

/** Options of {@link waitForEnd}. */
export interface WaitOptions {
  /** Gets a message when the status has changed, and every `progressMs`. */
  progress: (message: string) => void;
  /** Milliseconds after which a message repeats the same status. Defaults to a minute. */
  progressMs?: number;
  /** Milliseconds to wait at most. Defaults to no limit. */
  limitMs?: number;
  /** Milliseconds of a clock; its zero does not matter. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** Milliseconds for which AEP may be out of reach before the wait ends with an error. */
const outageLimit = 10 * 60_000;

/**
 * Polls a job until it has ended, or until the limit is over, and returns it as it is then. Returns
 * undefined if AEP does not know the job. The wait goes on if AEP cannot be reached for up to ten
 * minutes.
 */
export async function waitForEnd(
  client: AepClient,
  id: string,
  { progress, progressMs = 60_000, limitMs = Infinity, now, sleep }: WaitOptions,
): Promise<ExportJob | undefined> {
  const start = now();
  let reachedAt = start;
  let reported: { status?: string | number; at: number } = { status: "", at: start };
  for (const [, delay] of pollDelays()) {
    const found = await client.exportJobs.get(id).catch(onlyTransient);
    const elapsed = now() - start;
    if (!(found instanceof AepError)) {
      reachedAt = now();
      if (found === undefined || hasEnded(found.state) || elapsed >= limitMs) return found;
    } else if (now() - reachedAt >= outageLimit || elapsed >= limitMs) throw found;
    const { status } = found;
    if (status !== reported.status || now() - reported.at >= progressMs) {
      progress(
        found instanceof AepError ? `AEP cannot be reached: ${found.reason}` : progressOf(found, elapsed),
      );
      reported = { status, at: now() };
    }
    await sleep(Math.min(delay, limitMs - elapsed));
  }
  throw new Error("A poll has no end of its own.");
}

/** Returns an error that may be gone at the next poll, and throws any other. */
function onlyTransient(error: unknown): AepError {
  const transient: AepErrorKind[] = ["throttled", "unavailable", "network", "timeout", "unexpected"];
  if (error instanceof AepError && transient.includes(error.kind)) return error;
  throw error;
}

/** `PROCESSING for 42 s, 1200 profiles so far`. */
function progressOf({ status, metrics }: ExportJob, elapsed: number): string {
  const profiles = metrics?.totalExportedProfileCounter;
  return `${status} for ${durationInWords(elapsed)}${profiles ? `, ${profiles} profiles so far` : ""}`;
}
