import { AepError, type AepClient, type ExportJob } from "../../aep";
import { hasEnded } from "../declaration/state";
import type { Context } from "../../lifecycle/lifecycle";
import { pollDelays } from "../../lifecycle/polling";
import { durationInWords } from "../../inputs/duration";

/** Milliseconds in which AEP has to stop a job, unless the program says otherwise. */
const defaultPatience = 15 * 60_000;

/** After this many polls without CANCELLING, ask again. */
const repeatAfter = 5;

/**
 * Cancels a job and waits until it has stopped. Does nothing if the job has ended or AEP has
 * forgotten it.
 *
 * @param patience Milliseconds in which AEP has to stop the job. Defaults to 15 minutes.
 */
export async function stopJob(
  client: AepClient,
  { log, subject, sleep, now }: Context,
  { id, patience = defaultPatience }: { id: string; patience?: number },
): Promise<void> {
  const start = now();
  let requestedAt = -repeatAfter;
  for (const [attempt, delay] of pollDelays()) {
    const job = await client.exportJobs.get(id);
    if (job === undefined || hasEnded(job.state)) return;
    if (now() - start > patience) throw unstoppable(job, patience);
    // AEP may lose the request, so it is repeated until the job says that it is being cancelled.
    if (job.state === "pending" && attempt - requestedAt >= repeatAfter && (await requestCancel(client, id)))
      requestedAt = attempt;
    if (attempt % 5 === 4) log(`Waiting for job ${id} of ${subject} to stop: ${job.status}.`);
    await sleep(delay);
  }
}

/**
 * Returns false if the answer was lost or AEP was busy. The status of the job then tells whether
 * AEP is cancelling it.
 */
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
