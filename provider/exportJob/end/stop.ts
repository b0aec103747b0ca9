import { AepError, type AepClient, type ExportJob } from "../../aep";
import { hasEnded } from "../declaration/state";
import type { Context } from "../../lifecycle/lifecycle";
import { pollDelays } from "../../lifecycle/polling";
import { durationInWords } from "../../inputs/duration";

/** Milliseconds that AEP gets to stop a job, if the program does not say. */
const defaultPatience = 15 * 60_000;

/** Looks at a job that says nothing of being cancelled, before it is asked once more. */
const askAgainAfter = 5;

/**
 * Cancels a job and sees that it has stopped. One that has ended, or that AEP has forgotten, needs no more.
 * `patience` is what AEP gets to stop it, in milliseconds; it defaults to 15 minutes.
 */
export async function stopJob(
  client: AepClient,
  { log, subject, sleep, now }: Context,
  { id, patience = defaultPatience }: { id: string; patience?: number },
): Promise<void> {
  const start = now();
  let asked = -askAgainAfter;
  for (const [attempt, delay] of pollDelays()) {
    const job = await client.exportJobs.get(id);
    if (job === undefined || hasEnded(job.state)) return;
    if (now() - start > patience) throw unstoppable(job, patience);
    // AEP may forget that it was asked, so ask again for as long as it does not say that it is cancelling.
    if (job.state === "pending" && attempt - asked >= askAgainAfter && (await requestCancel(client, id)))
      asked = attempt;
    if (attempt % 5 === 4) log(`Waiting for job ${id} of ${subject} to stop: ${job.status}.`);
    await sleep(delay);
  }
}

/** False if the answer was lost, or AEP had no time for the call: the status of the job then tells whether to ask again. */
async function requestCancel(client: AepClient, id: string): Promise<boolean> {
  try {
    await client.exportJobs.cancel(id);
    return true;
  } catch (error) {
    if (error instanceof AepError && (error.outcome === "unknown" || error.kind === "throttled"))
      return false;
    throw error;
  }
}

const unstoppable = ({ id, status, requestId }: ExportJob, patience: number): AepError =>
  new AepError({
    kind: "timeout",
    operation: `Cancelling export job ${id}`,
    reason: `AEP has been asked to stop it for ${durationInWords(patience)}, and it is still ${status}`,
    requestId,
    outcome: "unknown",
    remedy: "Run the same command again later, or give AEP more time with timeouts.delete and `pulumi up`.",
  });
