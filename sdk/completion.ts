import * as pulumi from "@pulumi/pulumi";
import { setTimeout as sleep } from "node:timers/promises";
import type { AepClient, ExportJobAnswers } from "../provider";
import { connect, provider } from "./connection";
import type { ExportJob } from "./exportJob";
import { oneLineError } from "./oneLineError";

/** Outputs of a job that tell its end, as its state tells its beginning. */
export type Completion = { [Key in keyof Required<ExportJobAnswers>]: pulumi.Output<ExportJobAnswers[Key]> };

/**
 * The outputs of a job once it has ended. The wait is here, in the program, and not in the provider's `create`: there
 * Ctrl-C could not end it, and a run that is killed would not know the job's id.
 */
export function completion(job: ExportJob, name: string): Completion {
  const { id, sandboxName, status, batchIds, batches, profileCount, metrics, errors } = job;
  const { usedMergePolicy, computeGatewayJobId, requestId, creationTime, updateTime } = job;
  const started: Completion = {
    status,
    batchIds,
    batches,
    profileCount,
    metrics,
    errors,
    usedMergePolicy,
    computeGatewayJobId,
    requestId,
    creationTime,
    updateTime,
  };
  const ended = pulumi
    .output({ id, sandboxName, started })
    .apply(async ({ id, sandboxName, started }): Promise<ExportJobAnswers> =>
      // The state knows of a good end once it has been refreshed.
      started.status === "SUCCEEDED" ? started : end(job, { id, sandboxName, name }),
    );
  const names = Object.keys(started) as (keyof Completion)[];
  return Object.fromEntries(names.map((key) => [key, ended.apply((answers) => answers[key])])) as Completion;
}

async function end(
  resource: ExportJob,
  { id, sandboxName, name }: { id: string; sandboxName: string; name: string },
): Promise<ExportJobAnswers> {
  try {
    const client = connect().inSandbox(sandboxName);
    return pulumi.runtime.isDryRun()
      ? await soFar(client, id)
      : await waitForSuccess(client, { id, resource });
  } catch (error) {
    throw oneLineError(`Export job "${name}"`, error, resource);
  }
}

/** At preview nothing is waited for: the outputs of a job that has not ended are not known yet. */
async function soFar(client: AepClient, id: string): Promise<ExportJobAnswers> {
  const job = await client.exportJobs.get(id);
  return job?.state === "succeeded"
    ? provider().answersOf(job)
    : (pulumi.unknown as unknown as ExportJobAnswers);
}

async function waitForSuccess(
  client: AepClient,
  { id, resource }: { id: string; resource: ExportJob },
): Promise<ExportJobAnswers> {
  const { answersOf, waitForEnd } = provider();
  const job = await waitForEnd(client, id, {
    progress: (message) => void pulumi.log.info(message, resource, undefined, true),
    now: () => performance.now(),
    sleep,
  });
  if (job.state === "succeeded") return answersOf(job);
  const causes = job.errors.map(({ code, msg }) => [code, msg].filter(Boolean).join(" ")).join("; ");
  throw new Error(
    `job ${id} ended ${job.status}${causes && `: ${causes}`}${job.requestId ? ` (request ${job.requestId})` : ""}. ` +
      "Run `pulumi up` again to export anew.",
  );
}
