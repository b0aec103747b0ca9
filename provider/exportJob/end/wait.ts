import { AepError, type AepClient, type AepErrorKind, type ExportJob } from "../../aep";
import { durationInWords } from "../../inputs/duration";
import { hasEnded } from "../declaration/state";
import { pollDelays } from "../../lifecycle/polling";

/** What a wait needs beside the job. */
export interface WaitOptions {
  /** Told when the job's status has changed, or when a while has passed. */
  progress: (message: string) => void;
  /** Milliseconds after which the same status is told again. Defaults to a minute. */
  progressMs?: number;
  /** Milliseconds to wait at most. Defaults to no limit. */
  limitMs?: number;
  /** Milliseconds of any clock. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** Milliseconds that AEP may be out of reach before a wait is given up. */
const patience = 10 * 60_000;

/**
 * Polls a job until it has ended, well or badly, or until the limit is over; undefined if AEP does not know the job, or has
 * forgotten it. Outlives ten minutes in which AEP cannot be reached.
 */
export async function waitForEnd(
  client: AepClient,
  id: string,
  { progress, progressMs = 60_000, limitMs = Infinity, now, sleep }: WaitOptions,
): Promise<ExportJob | undefined> {
  const start = now();
  let reachedAt = start;
  let told: { status?: string | number; at: number } = { status: "", at: start };
  for (const [, delay] of pollDelays()) {
    const found = await client.exportJobs.get(id).catch(passingTrouble);
    const elapsed = now() - start;
    if (!(found instanceof AepError)) {
      reachedAt = now();
      if (found === undefined || hasEnded(found.state) || elapsed >= limitMs) return found;
    } else if (now() - reachedAt >= patience || elapsed >= limitMs) throw found;
    const { status } = found;
    if (status !== told.status || now() - told.at >= progressMs) {
      progress(
        found instanceof AepError ? `AEP cannot be reached: ${found.reason}` : progressOf(found, elapsed),
      );
      told = { status, at: now() };
    }
    await sleep(Math.min(delay, limitMs - elapsed));
  }
  throw new Error("A poll has no end of its own.");
}

/** Trouble that may be over at the next look; anything else is thrown on. */
function passingTrouble(error: unknown): AepError {
  const passing: AepErrorKind[] = ["throttled", "unavailable", "network", "timeout", "unexpected"];
  if (error instanceof AepError && passing.includes(error.kind)) return error;
  throw error;
}

/** `PROCESSING for 42 s, 1200 profiles so far`. */
function progressOf({ status, metrics }: ExportJob, elapsed: number): string {
  const profiles = metrics?.totalExportedProfileCounter;
  return `${status} for ${durationInWords(elapsed)}${profiles ? `, ${profiles} profiles so far` : ""}`;
}
