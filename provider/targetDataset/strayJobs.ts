import type { AepClient, AepError, ExportJob } from "../aep";
import type { TargetDatasetState } from "./state";
import { hasEnded } from "../exportJob/declaration/state";
import { isOneStack, nameOf, stackOf, type Owner } from "../ownership/identity";
import { markOf, marksOf } from "../exportJob/start/mark";
import { conflict } from "../lifecycle/conflict";
import type { Known, OwnerContext } from "../lifecycle/lifecycle";
import { sharedLookup } from "../lifecycle/sharedLookup";
import { stopJob } from "../exportJob/end/stop";

/**
 * Makes sure that no job is writing to a dataset that is to be deleted. The engine has deleted the
 * jobs of the state before. With forceDestroy, it cancels jobs without a mark and jobs left by
 * interrupted runs of this stack. Without it, and for a job of another stack, it throws an error.
 */
export async function stopStrayJobs(
  context: OwnerContext,
  { id, state }: Known<TargetDatasetState>,
): Promise<void> {
  const client = context.client.inSandbox(state.sandboxName);
  const unfinished = await sharedLookup(context.run, { key: `unfinished jobs in ${state.sandboxName}` }, () =>
    unfinishedJobs(client),
  );
  for (const known of unfinished.filter(({ dataset }) => dataset === id)) {
    const job = await client.exportJobs.get(known.id);
    if (job === undefined || hasEnded(job.state)) continue;
    const marked = await markedOwner(client, id, job);
    const isOwn =
      marked !== undefined && isOneStack({ urn: context.owner.urn, stackId: state.stackId }, marked);
    if (marked !== undefined && !isOwn) throw belongsToAnother(id, job, marked);
    if (!state.forceDestroy) throw isWrittenTo(id, job, { urn: context.owner.urn, marked });
    const whose = marked
      ? `was started for export job "${nameOf(marked.urn)}" of this stack`
      : "carries no mark of a stack";
    context.log(`Cancelling job ${job.id}, which is still writing to ${context.subject} and ${whose}.`);
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

/** The owner that the mark of a job names. */
async function markedOwner(client: AepClient, dataset: string, job: ExportJob): Promise<Owner | undefined> {
  return markOf(job, marksOf((await client.datasets.get(dataset)) ?? {}))?.owner;
}

const belongsToAnother = (dataset: string, { id, status }: ExportJob, { urn }: Owner): AepError =>
  deleting(dataset, {
    reason: `job ${id} (${status}) is still writing to it and belongs to export job "${nameOf(urn)}" of stack ${stackOf(urn)} (${urn})`,
    remedy:
      `Wait for the job's end, or run \`pulumi destroy\` in that stack; if that stack is no more, cancel the job with \`aep-export cancel ${id}\`. ` +
      "Then run the same command again.",
  });

const isWrittenTo = (
  dataset: string,
  { id, status }: ExportJob,
  { urn, marked }: { urn: string; marked: Owner | undefined },
): AepError =>
  deleting(dataset, {
    reason:
      `job ${id} (${status}) is still writing to it and ` +
      (marked
        ? `was started for export job "${nameOf(marked.urn)}" of this stack`
        : "belongs to no resource of this stack"),
    remedy:
      `Wait for the job's end or cancel it (\`aep-export cancel ${id}\`), then run the same command again; ` +
      `or set forceDestroy: true and run \`pulumi up --target '${urn}'\` once before.`,
  });

const deleting = (dataset: string, said: { reason: string; remedy: string }): AepError =>
  conflict({ operation: `Deleting dataset ${dataset}`, ...said });
