import { endInWords, type AepClient } from "../../aep";
import { durationInWords, durationMs } from "../../inputs/duration";
import { Unfinished, type Known, type OwnerContext, type Settling } from "../../lifecycle/lifecycle";
import { answersOf, hasEnded, type ExportJobDeclaration, type ExportJobState } from "../declaration/state";
import { endOfForgotten } from "./forgotten";
import { waitForEnd } from "./wait";

/** The wait for the end of an export. */
export const exportJobSettling: Settling<ExportJobDeclaration, ExportJobState> = {
  isOwed: ({ status }, { waitForCompletion = true }) => waitForCompletion && status !== "SUCCEEDED",

  async wait(context, known) {
    const { id, state } = known;
    const client = context.client.inSandbox(state.sandboxName);
    const limitMs = context.timeoutMs ?? durationMs(state.timeouts?.create ?? "");
    const job = await ended(client, context, { id, limitMs });
    if (job === undefined) return forgotten(client, known);
    const after = { ...state, ...answersOf(job) };
    if (job.state === "succeeded") return after;
    if (!hasEnded(job.state)) {
      const limit = durationInWords(limitMs ?? 0);
      const reason = `job ${id} is still ${job.status} after ${limit}, and goes on`;
      const remedy = `Run \`pulumi up\` again to wait for it again, or cancel it with \`aep-export cancel ${id}\`.`;
      throw new Unfinished(`${reason}. ${remedy}`, after);
    }
    throw new Unfinished(`job ${id} ${endInWords(job)}. ${exportAnew(state)}`, after);
  },
};

async function ended(
  client: AepClient,
  { progress, sleep, now }: OwnerContext,
  { id, limitMs = Infinity }: { id: string; limitMs?: number },
): ReturnType<typeof waitForEnd> {
  try {
    const progressMs = process.env["CI"] ? undefined : 10_000;
    return await waitForEnd(client, id, { progress, limitMs, now, sleep, ...(progressMs && { progressMs }) });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "AbortError") throw error;
    throw new Error(
      `the wait for job ${id} was interrupted; the export goes on. Run \`pulumi up\` again to wait for it again.`,
    );
  }
}

async function forgotten(client: AepClient, { id, state }: Known<ExportJobState>): Promise<ExportJobState> {
  const status = await endOfForgotten(client, state);
  if (status !== undefined) return { ...state, status };
  throw new Unfinished(`AEP does not know job ${id} any more, and it left no data. ${exportAnew(state)}`, state);
}

const exportAnew = ({ adopt }: ExportJobState): string =>
  `${adopt === undefined ? "Run" : "Take adopt out and run"} \`pulumi up\` again to export anew.`;
