import { endInWords, failedBatches, type AepClient, type ExportJob } from "../../aep";
import { durationInWords, durationMs } from "../../inputs/duration";
import { Unfinished, type Context, type Settling } from "../../lifecycle/lifecycle";
import {
  answersOf,
  hasEnded,
  type ExportJobAnswers,
  type ExportJobDeclaration,
  type ExportJobState,
} from "../declaration/state";
import { endOfForgotten } from "./forgotten";
import { waitForEnd } from "./wait";

/** The wait for the end of an export. */
export const exportJobSettling: Settling<ExportJobDeclaration, ExportJobState> = {
  isOwed: ({ status }, { waitForCompletion = true }) => waitForCompletion && status !== "SUCCEEDED",

  async wait(context, { id, state }) {
    const client = context.client.inSandbox(state.sandboxName);
    const limit =
      context.timeoutMs === undefined
        ? { ms: durationMs(state.timeouts?.create ?? ""), name: "timeouts.create" }
        : { ms: context.timeoutMs, name: "customTimeouts" };
    const remedy = state.adopt === undefined ? "Run" : "Take adopt out and run";
    const again = `${remedy} \`pulumi up\` again to export anew.`;
    try {
      return { ...state, ...(await outcomeOf(client, context, { id, started: state, limit, again })) };
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error;
      throw new Unfinished(error.message, { ...state, ...(error.state as ExportJobAnswers) });
    }
  },
};

/** A job that has been started. */
interface StartedJob {
  id: string;
  /** What is known of the job, in case that AEP has forgotten it. */
  started: ExportJobAnswers & { dataset?: string };
  /** How many milliseconds to wait at most, and what sets them. Defaults to no limit. */
  limit: { ms?: number; name: string };
  /** The advice how to start another export. */
  again: string;
}

/** Waits for the end of a job. Throws an `Unfinished` if the job does not succeed in time. */
export async function outcomeOf(
  client: AepClient,
  context: Context,
  { id, started, limit: { ms: limitMs = Infinity, name: limitName }, again }: StartedJob,
): Promise<ExportJobAnswers> {
  const job = await endOf(client, context, { id, limitMs });
  if (job === undefined) {
    const status = await endOfForgotten(client, started);
    if (status !== undefined) return { status, batchIds: started.batchIds };
    throw new Unfinished(`AEP does not know job ${id} any more, and it left no data. ${again}`, {});
  }
  if (job.state === "succeeded") return answersOf(job);
  if (hasEnded(job.state)) {
    const causes = [endInWords(job), ...(await failedBatches(client, job))].join("; ");
    throw new Unfinished(`job ${id} ${causes}. ${again}`, answersOf(job));
  }
  throw new Unfinished(
    `job ${id} is still ${job.status} after ${durationInWords(limitMs)} (${limitName}), and goes on. ` +
      `Run \`pulumi up\` again to wait for it again, or cancel it with \`aep-export cancel ${id}\`.`,
    answersOf(job),
  );
}

async function endOf(
  client: AepClient,
  { progress, sleep, now }: Context,
  { id, limitMs }: { id: string; limitMs: number },
): Promise<ExportJob | undefined> {
  try {
    // A terminal shows only the last message, but a pipeline prints each of them.
    const often = process.env["CI"] ? {} : { progressMs: 10_000 };
    return await waitForEnd(client, id, { progress, limitMs, now, sleep, ...often });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AbortError") throw error;
    throw new Error(
      `the wait for job ${id} was interrupted; the export goes on. Run \`pulumi up\` again to wait for it again`,
    );
  }
}
