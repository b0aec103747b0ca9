import * as pulumi from "@pulumi/pulumi";
import { setTimeout as sleep } from "node:timers/promises";
import type { AepClient, ExportJobAnswers, ExportJobTimeouts } from "../../provider/programs";
import { answerNames } from "../../provider/exportJob/declaration/state";
import { connect, provider } from "../resource/connection";
import type { ExportJobArgs } from "./args";
import { oneLineError } from "../resource/oneLineError";
import { keepRunning, settled } from "../resource/run";
import { withoutWaiting } from "./waitSetting";

/** Outputs of a job that tell its end, as its state tells its beginning. */
export type Completion = { [Key in keyof Required<ExportJobAnswers>]: pulumi.Output<ExportJobAnswers[Key]> };

/** An export job as the state knows it. */
type StartedExport = pulumi.CustomResource &
  Completion & { sandboxName: pulumi.Output<string>; dataset: pulumi.Output<string> };

/**
 * The outputs of a job once it has ended. The wait is here, in the program, and not in the provider's `create`: there
 * Ctrl-C could not end it, and a run that is killed would not know the job's id.
 */
export function completion(
  job: StartedExport,
  { name, args: { timeouts, adopt } }: { name: string; args: ExportJobArgs },
): Completion {
  const { id, sandboxName, dataset } = job;
  const again = `${adopt === undefined ? "Run" : "Take adopt out and run"} \`pulumi up\` again to export anew. ${withoutWaiting}`;
  const started = Object.fromEntries(answerNames.map((key) => [key, job[key]])) as Completion;
  const ended = pulumi
    .output({ id, sandboxName, dataset, timeouts, started })
    .apply(async ({ started, ...rest }): Promise<ExportJobAnswers> =>
      // The state knows of a good end once it has been refreshed.
      started.status === "SUCCEEDED" ? started : end({ resource: job, name, again, started, ...rest }),
    );
  keepRunning(settled(ended));
  return Object.fromEntries(
    answerNames.map((key) => [key, ended.apply((answers) => answers[key])]),
  ) as Completion;
}

interface StartedJob {
  resource: pulumi.Resource;
  name: string;
  /** How another export is asked for. */
  again: string;
  id: string;
  sandboxName: string;
  dataset: string;
  timeouts?: ExportJobTimeouts;
  /** What the state says of it. */
  started: ExportJobAnswers;
}

async function end(job: StartedJob): Promise<ExportJobAnswers> {
  const { resource, name } = job;
  try {
    const client = connect().inSandbox(job.sandboxName);
    return pulumi.runtime.isDryRun() ? await soFar(client, job) : await waitForSuccess(client, job);
  } catch (error) {
    throw oneLineError(`Export job "${name}"`, error, resource);
  }
}

/** At preview nothing is waited for: the outputs of a job that has not ended are not known yet. */
async function soFar(client: AepClient, started: StartedJob): Promise<ExportJobAnswers> {
  const job = await client.exportJobs.get(started.id);
  if (job?.state === "succeeded") return provider().answersOf(job);
  const kept = job === undefined ? await answersOfForgotten(client, started) : undefined;
  return kept ?? (pulumi.unknown as unknown as ExportJobAnswers);
}

async function waitForSuccess(client: AepClient, started: StartedJob): Promise<ExportJobAnswers> {
  const { id, resource, timeouts, again } = started;
  const { answersOf, durationMs, endInWords, hasEnded, waitForEnd } = provider();
  const job = await waitForEnd(client, id, {
    progress: (message) => void pulumi.log.info(message, resource, undefined, true),
    // A terminal shows the last message only, where a pipeline prints each.
    ...(!process.env["CI"] && { progressMs: 10_000 }),
    limitMs: durationMs(timeouts?.create ?? ""),
    now: () => performance.now(),
    sleep,
  });
  if (job === undefined) {
    const kept = await answersOfForgotten(client, started);
    if (kept !== undefined) return kept;
    throw new Error(`AEP does not know job ${id} any more, and it left no data. ${again}`);
  }
  if (job.state === "succeeded") return answersOf(job);
  if (!hasEnded(job.state)) {
    throw new Error(
      `job ${id} is still ${job.status} after ${timeouts?.create} (timeouts.create), and goes on. ` +
        `Run \`pulumi up\` again to wait for it again, or cancel it with \`aep-export cancel ${id}\`. ${withoutWaiting}`,
    );
  }
  throw new Error(`job ${id} ${endInWords(job)}. ${again}`);
}

/** What is known of a job that AEP has forgotten; undefined if it left no data. */
async function answersOfForgotten(
  client: AepClient,
  { dataset, started }: StartedJob,
): Promise<ExportJobAnswers | undefined> {
  const status = await provider().endOfForgotten(client, { dataset, ...started });
  return status === undefined ? undefined : { ...started, status };
}
