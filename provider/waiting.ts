import type { AepClient, ExportJob } from "./aep";
import { hasEnded } from "./exportJobState";
import { pollDelays } from "./polling";

/** What a wait needs beside the job. */
export interface WaitOptions {
  /** Told when there is something new, or when a while has passed. */
  progress: (message: string) => void;
  /** Milliseconds of any clock. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** Polls a job until it has ended, well or badly; undefined if AEP does not know the job, or has forgotten it. */
export async function waitForEnd(
  client: AepClient,
  id: string,
  { progress, now, sleep }: WaitOptions,
): Promise<ExportJob | undefined> {
  const start = now();
  let told = { status: "", at: start };
  for (const [, delay] of pollDelays()) {
    const job = await client.exportJobs.get(id);
    if (job === undefined || hasEnded(job.state)) return job;
    const elapsed = now() - start;
    if (job.status !== told.status || now() - told.at >= (elapsed < 60_000 ? 10_000 : 60_000)) {
      progress(`${job.status} for ${duration(elapsed)}`);
      told = { status: job.status, at: now() };
    }
    await sleep(delay);
  }
  throw new Error("A poll has no end of its own.");
}

/** `42 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
