import { durationMs } from "../inputs/duration";
import type { Context } from "../lifecycle/lifecycle";
import type { AwaitExportArgs } from "../exportJob/declaration/awaitExport";
import { answersOf, type ExportJobAnswers } from "../exportJob/declaration/state";
import { outcomeOf } from "../exportJob/end/settling";

/**
 * Waits for the end of an export that a program does not wait for in the resource. Throws an error
 * if the export has failed. A preview does not wait: it gets the answers as they are.
 */
export async function awaitExport(
  context: Context & { isPreview: boolean },
  { id, dataset, sandboxName, timeout }: AwaitExportArgs,
): Promise<ExportJobAnswers> {
  const client = sandboxName === undefined ? context.client : context.client.inSandbox(sandboxName);
  const limitMs = timeout === undefined ? undefined : durationMs(timeout);
  if (timeout !== undefined && limitMs === undefined)
    throw new Error(`timeout ${JSON.stringify(timeout)} is not a duration. Write it like 90m, 1h30m or 45s`);
  const job = context.isPreview ? await client.exportJobs.get(id) : undefined;
  if (job !== undefined) return answersOf(job);
  const started = { dataset, status: "NEW", batchIds: [] };
  return outcomeOf(client, context, {
    id,
    started,
    limit: { ms: limitMs, name: "timeout" },
    again: "Run `pulumi up` again to export anew.",
  });
}
