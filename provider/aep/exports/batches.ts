import type { AepClient } from "../client/client";
import { AepError } from "../http/errors";
import { endInWords, type ExportJob } from "../exportJobs/job";

/** A job has no batches to read: it has not ended yet, or it ended badly. */
export class ExportNotReadyError extends Error {
  constructor(readonly job: ExportJob) {
    super(`Reading batches of export job ${job.id}: ${standing(job)}`);
    this.name = "ExportNotReadyError";
  }
}

/**
 * Ids of the batches that an export job has written. Throws an {@link ExportNotReadyError} unless the job has succeeded, and an
 * `AepError` of kind `notFound` for a job that AEP does not know, or has forgotten.
 */
export async function exportedBatches(client: AepClient, jobId: string): Promise<string[]> {
  const job = await client.exportJobs.get(jobId);
  if (job === undefined) throw unknownJob(client, jobId);
  if (job.state !== "succeeded") throw new ExportNotReadyError(job);
  return job.batchIds;
}

/** The error for a job that AEP does not know. */
export function unknownJob({ sandboxName }: AepClient, jobId: string): AepError {
  return new AepError({
    kind: "notFound",
    operation: `Reading export job ${jobId}`,
    reason: `there is none in sandbox "${sandboxName}"`,
    outcome: "rejected",
    remedy: "AEP forgets old jobs, though not what they wrote: look for the batches of the dataset.",
  });
}

function standing(job: ExportJob): string {
  if (job.state === "pending" || job.state === "cancelling") return `it has not ended yet (${job.status}).`;
  return `it ${endInWords(job)}.`;
}
