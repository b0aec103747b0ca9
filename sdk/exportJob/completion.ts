import * as pulumi from "@pulumi/pulumi";
import type { Context, ExportJobAnswers, ExportJobState, Known } from "../../provider/programs";
import { answerNames } from "../../provider/exportJob/declaration/state";
import { provider } from "../resource/connection";
import { contextOf } from "../resource/context";
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
  const started = Object.fromEntries(answerNames.map((key) => [key, job[key]])) as Completion;
  const ended = pulumi
    .output({ id, sandboxName, dataset, timeouts, adopt, started })
    .apply(async ({ id, started, ...inputs }): Promise<ExportJobAnswers> => {
      // A refresh writes the end of a job to the state.
      if (started.status === "SUCCEEDED") return started;
      try {
        const end = pulumi.runtime.isDryRun() ? soFar : waitForSuccess;
        return await end(contextOf(job, `export job "${name}"`), { id, state: { ...started, ...inputs } });
      } catch (error) {
        throw oneLineError(`Export job "${name}"`, error, job);
      }
    });
  keepRunning(settled(ended));
  return Object.fromEntries(
    answerNames.map((key) => [key, ended.apply((answers) => answers[key])]),
  ) as Completion;
}

/** The outputs at preview, which does not wait: if the job has not ended, they are not known. */
async function soFar({ client }: Context, { id, state }: Known<ExportJobState>): Promise<ExportJobAnswers> {
  const inSandbox = client.inSandbox(state.sandboxName);
  const job = await inSandbox.exportJobs.get(id);
  if (job?.state === "succeeded") return provider().answersOf(job);
  const status = job === undefined ? await provider().endOfForgotten(inSandbox, state) : undefined;
  return status === undefined ? (pulumi.unknown as unknown as ExportJobAnswers) : { ...state, status };
}

async function waitForSuccess(context: Context, known: Known<ExportJobState>): Promise<ExportJobAnswers> {
  try {
    return await provider().exportJobSettling.wait(context, known);
  } catch (error) {
    throw error instanceof provider().Unfinished ? new Error(`${error.message} ${withoutWaiting}`) : error;
  }
}
