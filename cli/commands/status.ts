import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { causeInWords, failedBatches, unknownJob, type ExportJob } from "../../provider/aep";
import { waitForEnd } from "../../provider/exportJob/end/wait";
import type { Context, Define } from "../context";
import { exitCodeOfJob } from "../exitCodes";
import { table } from "../display/table";

/** `aep-export status JOB`: shows the state of an export job, which also decides the exit code. */
export const status: Define = (program, open) =>
  program
    .command("status")
    .description(
      "show the state of an export job; exit code 0: succeeded, 4: failed or cancelled, 6: not ended yet",
    )
    .argument("<job>", "id of the export job")
    .option("--wait", "wait until the job has ended")
    .action(async (id: string, { wait }: { wait?: boolean }, command: Command) => {
      const context = await open(command);
      const { client, output } = context;
      const job = await client.exportJobs.get(id);
      if (job === undefined) throw unknownJob(client, id);
      const last = wait ? await awaitEnd(context, id) : job;
      const diagnostics = await failedBatches(client, last);
      output.result({ ...last, diagnostics }, () => describeJob(last, diagnostics));
      process.exitCode = exitCodeOfJob(last);
    });

/** Waits for the end of a job and shows its progress. */
export async function awaitEnd({ client, output, signal }: Context, id: string): Promise<ExportJob> {
  const job = await waitForEnd(client, id, {
    progress: (message) => output.note(`Export job ${id}: ${message}`),
    ...(process.stderr.isTTY && { progressMs: 10_000 }),
    now: () => performance.now(),
    sleep: (ms) => sleep(ms, undefined, { signal }),
  });
  if (job === undefined) throw unknownJob(client, id);
  return job;
}

/**
 * Describes a job, a line with name and value for each fact.
 *
 * @param diagnostics What AEP tells about its failed batches.
 */
export function describeJob(job: ExportJob, diagnostics: string[] = []): string {
  const time = (ms: number | undefined) => ms && new Date(ms).toISOString();
  const facts: [string, string | number | undefined][] = [
    ["job", job.id],
    ["status", job.status],
    ["dataset", job.destination.datasetId],
    ["created", time(job.creationTime)],
    ["updated", time(job.updateTime)],
    ["profiles", job.metrics?.totalExportedProfileCounter],
    ...job.batchIds.map((id): [string, string] => ["batch", id]),
    ...job.errors.map((error): [string, string] => ["error", causeInWords(error)]),
    ...diagnostics.map((phrase): [string, string] => ["error", phrase]),
    ["request", job.requestId],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  return table([], known);
}
