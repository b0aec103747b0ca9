import type { AepClient, ExportJob } from "./aep";
import { durationInWords } from "./duration";
import { hasEnded } from "./exportJobState";
import { pollDelays } from "./polling";

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

/**
 * Polls a job until it has ended, well or badly, or until the limit is over; undefined if AEP does not know the job, or has
 * forgotten it.
 */
export async function waitForEnd(
  client: AepClient,
  id: string,
  { progress, progressMs = 60_000, limitMs = Infinity, now, sleep }: WaitOptions,
): Promise<ExportJob | undefined> {
  const start = now();
  let told = { status: "", at: start };
  for (const [, delay] of pollDelays()) {
    const job = await client.exportJobs.get(id);
    const elapsed = now() - start;
    if (job === undefined || hasEnded(job.state) || elapsed >= limitMs) return job;
    if (job.status !== told.status || now() - told.at >= progressMs) {
      progress(progressOf(job, elapsed));
      told = { status: job.status, at: now() };
    }
    await sleep(Math.min(delay, limitMs - elapsed));
  }
  throw new Error("A poll has no end of its own.");
}

/** `PROCESSING for 42 s, 1200 profiles so far`. */
function progressOf({ status, metrics }: ExportJob, elapsed: number): string {
  const profiles = metrics?.totalExportedProfileCounter;
  return `${status} for ${durationInWords(elapsed)}${profiles ? `, ${profiles} profiles so far` : ""}`;
}
