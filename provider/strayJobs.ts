import { AepError, type AepClient } from "./aep";
import { hasEnded } from "./exportJobState";
import type { Context, Known } from "./lifecycle";
import type { TargetDatasetState } from "./datasetShape";
import { once } from "./lookups";
import { stopJob } from "./stopJob";

/**
 * Sees that no job is writing to a dataset that is to be deleted. Those of the stack have been cancelled before; what is left was
 * started by an interrupted run, or by hand: it is cancelled where the dataset may go with its data, and otherwise refused.
 */
export async function stopStrayJobs(
  context: Context,
  { id, state }: Known<TargetDatasetState>,
): Promise<void> {
  const client = context.client.inSandbox(state.sandboxName);
  const unfinished = await once(context.run, { key: `unfinished jobs in ${state.sandboxName}` }, () =>
    unfinishedJobs(client),
  );
  for (const job of unfinished.filter(({ dataset }) => dataset === id)) {
    const now = await client.exportJobs.get(job.id);
    if (now === undefined || hasEnded(now.state)) continue;
    if (!state.forceDestroy) throw isWrittenTo(id, job.id);
    context.log(
      `Cancelling job ${job.id}, which still writes to ${context.subject} and is that of no resource.`,
    );
    await stopJob(client, context, { id: job.id });
  }
}

async function unfinishedJobs(client: AepClient): Promise<{ id: string; dataset?: string }[]> {
  const found: { id: string; dataset?: string }[] = [];
  for (const status of ["NEW", "PROCESSING", "CANCELLING"]) {
    for await (const { id, destination } of client.exportJobs.list({ status }))
      found.push({ id, dataset: destination.datasetId });
  }
  return found;
}

const isWrittenTo = (dataset: string, job: string): AepError =>
  new AepError({
    kind: "conflict",
    operation: `Deleting dataset ${dataset}`,
    reason: `job ${job}, which is that of no resource, is writing to it`,
    outcome: "rejected",
    remedy:
      `Wait for the job's end or cancel it (\`aep-export cancel ${job}\`), then run the same command again; ` +
      "or set forceDestroy: true and run `pulumi up` once before.",
  });
