import type { AepClient } from "../../aep";
import type { ExportJobState } from "../declaration/state";

/**
 * The last status of a job that AEP does not know any more; undefined if the job left no data. AEP
 * forgets old jobs, but keeps what they wrote.
 */
export async function endOfForgotten(
  client: AepClient,
  { status, dataset, creationTime = 0 }: Partial<ExportJobState>,
): Promise<string | undefined> {
  if (status === "SUCCEEDED") return status;
  if (dataset === undefined || status === "FAILED" || status === "CANCELLED") return undefined;
  for await (const batch of client.batches.list({ dataSet: dataset })) {
    if (batch.status === "success" && (batch.created ?? 0) >= creationTime) return "SUCCEEDED";
  }
  return undefined;
}
