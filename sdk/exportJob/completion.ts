import * as pulumi from "@pulumi/pulumi";
import { setTimeout as sleep } from "node:timers/promises";
import type { AepClient, ExportJobAnswers, ExportJobTimeouts } from "../../provider/programs";
import { answerNames } from "../../provider/exportJob/declaration/state";
import { connect, provider } from "../resource/connection";
import type { ExportJobArgs } from "./args";
import { settled, type Outputs } from "../resource/inputsAndOutputs";
import { oneLineError } from "../resource/oneLineError";
import { keepRunning } from "../resource/run";
import { withoutWaiting } from "./settings";

/** The outputs of a job that come from AEP. */
export type Completion = Outputs<ExportJobAnswers>;

/** An export job with the outputs that its state holds. */
type StartedExport = pulumi.CustomResource & Completion & Outputs<{ sandboxName: string; dataset: string }>;

/**
 * The outputs of a job once it has ended. The program waits, and not the `create` of the provider:
 * Ctrl-C could not end a wait there, and the state of a killed run would not hold the id of the
 * job.
 */
export function completion(
  job: StartedExport,
  { name, args: { timeouts, adopt } }: { name: string; args: Pick<ExportJobArgs, "timeouts" | "adopt"> },
): Completion {
  const { id, sandboxName, dataset } = job;
  const again = `${adopt === undefined ? "Run" : "Take adopt out and run"} \`pulumi up\` again to export anew. ${withoutWaiting}`;
  const started = Object.fromEntries(answerNames.map((key) => [key, job[key]])) as Completion;
  const ended = pulumi
    .output({ id, sandboxName, dataset, timeouts, started })
    .apply(async ({ started, ...rest }): Promise<ExportJobAnswers> =>
      // A refresh writes the end of a job to the state.
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
  /** The advice how to start another export. */
  again: string;
  id: string;
  sandboxName: string;
  dataset: string;
  timeouts?: ExportJobTimeouts;
  /** The outputs in the state. */
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

/** The outputs at preview, which does not wait: if the job has not ended, they are not known. */
async function soFar(client: AepClient, started: StartedJob): Promise<ExportJobAnswers> {
  const job = await client.exportJobs.get(started.id);
  if (job?.state === "succeeded") return provider().answersOf(job);
  const kept = job === undefined ? await answersOfForgotten(client, started) : undefined;
  return kept ?? (pulumi.unknown as unknown as ExportJobAnswers);
}

async function waitForSuccess(client: AepClient, started: StartedJob): Promise<ExportJobAnswers> {
  const { id, resource, timeouts, again } = started;
  const { answersOf, durationMs, endInWords, failedBatches, hasEnded, waitForEnd } = provider();
  const job = await waitForEnd(client, id, {
    progress: (message) => void pulumi.log.info(message, resource, undefined, true),
    // A terminal shows only the last message, but a pipeline prints each of them.
    ...(!process.env["CI"] && { progressMs: 10_000 }),
    ...(timeouts?.create !== undefined && { limitMs: durationMs(timeouts.create) }),
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
  const causes = [endInWords(job), ...(await failedBatches(client, job))].join("; ");
  throw new Error(`job ${id} ${causes}. ${again}`);
}

/** The outputs of a job that AEP has forgotten; undefined if it left no data. */
async function answersOfForgotten(
  client: AepClient,
  { dataset, started }: StartedJob,
): Promise<ExportJobAnswers | undefined> {
  const status = await provider().endOfForgotten(client, { dataset, ...started });
  return status === undefined ? undefined : { ...started, status };
}
