import type { AepClient } from "../client/client";
import { AepError } from "../http/errors";
import { endInWords, type ExportJob } from "../exportJobs/job";

/** A job has no batches to read, because it has not ended yet or has failed. */
export class ExportNotReadyError extends Error {
  constructor(readonly job: ExportJob) {
    super(`Reading batches of export job ${job.id}: ${standing(job)}`);
    this.name = "ExportNotReadyError";
  }
}

/**
 * Reads the ids of the batches that an export job has written. Throws an {@link
 * ExportNotReadyError} unless the job has succeeded, and an `AepError` of kind `notFound` if AEP
 * does not know the job.
 */
export async function exportedBatches(client: AepClient, jobId: string): Promise<string[]> {
  const job = await client.exportJobs.get(jobId);
  if (job === undefined) throw unknownJob(client, jobId);
  if (job.state !== "succeeded") throw new ExportNotReadyError(job);
  return job.batchIds;
}

/** Makes the error for a job that AEP does not know. */
export function unknownJob({ sandboxName }: AepClient, jobId: string): AepError {
  return new AepError({
    kind: "notFound",
    operation: `Reading export job ${jobId}`,
    reason: `no such job in sandbox "${sandboxName}"`,
    outcome: "rejected",
    remedy: "AEP forgets old jobs but keeps what they wrote: look for the batches of the dataset.",
  });
}

function standing(job: ExportJob): string {
  if (job.state === "pending" || job.state === "cancelling") return `it has not ended yet (${job.status}).`;
  return `it ${endInWords(job)}.`;
}
