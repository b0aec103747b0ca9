import { isDeepStrictEqual } from "node:util";
import { AepError, type AepClient, type ExportJob } from "./aep";
import { checkExportJob, warnAboutExportJob } from "./exportJobCheck";
import {
  answersOf,
  declarationOf,
  declarationOfJob,
  hasEnded,
  type ExportJobDeclaration,
  type ExportJobState,
} from "./exportJobState";
import { exportRequest, normaliseExportJob, requestKeys } from "./exportRequest";
import { endOfForgotten } from "./forgottenJob";
import { findLeftoverJob, findLostJob, targetOf } from "./leftoverJob";
import type { Context, Known, Lifecycle } from "./lifecycle";
import { lookAfter } from "./lostAnswer";
import { pollDelays } from "./polling";
import { checkReferences } from "./references";

const replacing = [
  ...requestKeys,
  "triggers",
  "sandboxName",
] as const satisfies (keyof ExportJobDeclaration)[];

/** The life of an `aep.ExportJob`: an export job of the Segmentation API, `/data/core/ups/export/jobs`. */
export const exportJobLifecycle: Lifecycle<ExportJobDeclaration, ExportJobState> = {
  noun: "export job",

  check: (news) => ({ failures: checkExportJob(news), warnings: warnAboutExportJob(news) }),

  async diff(context, known, news) {
    context.run.claimed.add(known.id);
    if (context.urn !== undefined) context.run.jobTimes.set(context.urn, known.state.creationTime ?? 0);
    const [old, now] = [normaliseExportJob(known.state), normaliseExportJob(news)];
    const replaces: string[] = replacing.filter((key) => !isDeepStrictEqual(old[key], now[key]));
    if (replaces.length === 0 && (await mustRunAgain(context, known))) replaces.push("status");
    return { changes: replaces.length > 0, replaces };
  },

  async create(context, inputs) {
    const client = context.client.inSandbox(inputs.sandboxName);
    await checkReferences(client, context.run, inputs);
    const leftover = context.run.fresh.has(inputs.dataset)
      ? undefined
      : await leftoverOf(client, context, inputs);
    const job = leftover ?? (await createOnce(client, context, inputs));
    context.run.claimed.add(job.id);
    return { id: job.id, state: { ...inputs, ...answersOf(job) } };
  },

  async read(context, { id, state }) {
    context.run.claimed.add(id);
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const client = context.client.inSandbox(sandboxName);
    const job = await client.exportJobs.get(id);
    if (job === undefined) {
      const status = await endOfForgotten(client, state);
      if (status === undefined) return undefined;
      const kept = { ...(state as ExportJobState), status };
      return { id, inputs: declarationOf(kept) as ExportJobDeclaration, state: kept };
    }
    const declared = state.dataset === undefined ? declarationOfJob(job) : declarationOf(state);
    const inputs = { ...declared, sandboxName } as ExportJobDeclaration;
    return { id, inputs, state: { ...inputs, ...answersOf(job) } };
  },

  update: (_context, { state }, news) => Promise.resolve({ ...state, ...news }),

  async delete(context, { id, state }) {
    // A forced replacement may take over the very job that it replaces, which then stays.
    if (context.run.adopted.has(id) || hasSucceeded(state)) return;
    await stop(context.client.inSandbox(state.sandboxName), context, id);
  },
};

/** Repeats a POST whose answer was lost only after having looked for what it made. */
async function createOnce(
  client: AepClient,
  { run, urn }: Context,
  inputs: ExportJobDeclaration,
): Promise<ExportJob> {
  const since = Date.now();
  try {
    return await client.exportJobs.create(exportRequest(inputs));
  } catch (error) {
    return lookAfter(error, () => findLostJob(client, { since, inputs, run, urn }));
  }
}

async function leftoverOf(
  client: AepClient,
  { run, log, subject, urn }: Context,
  inputs: ExportJobDeclaration,
): Promise<ExportJob | undefined> {
  const dataset = await targetOf(client, inputs.dataset);
  const job = await findLeftoverJob(client, { dataset, inputs, run, urn });
  if (job === undefined) return undefined;
  run.adopted.add(job.id);
  log(
    `Taking over job ${job.id} (${job.status}), which an earlier run started for ${subject} and its state does not know. To export anew, change its triggers.`,
  );
  return job;
}

/** Whether the job came to nothing, so that the export is still owed. */
async function mustRunAgain(
  { client, log, subject }: Context,
  { id, state }: Known<ExportJobState>,
): Promise<boolean> {
  if (hasSucceeded(state)) return false;
  const here = client.inSandbox(state.sandboxName);
  const job = await here.exportJobs.get(id);
  if (job === undefined && (await endOfForgotten(here, state)) !== undefined) return false;
  if (job !== undefined && job.state !== "failed" && job.state !== "cancelled") return false;
  log(
    `Job ${id} of ${subject} ${job === undefined ? "is gone and left no data" : `has ended ${job.status}`}; it will be run again.`,
  );
  return true;
}

/** Cancels a job and sees that it has stopped. One that has ended, or that AEP has forgotten, needs no more. */
async function stop(client: AepClient, { log, subject, sleep }: Context, id: string): Promise<void> {
  const start = Date.now();
  for (const [attempt, delay] of pollDelays()) {
    const job = await client.exportJobs.get(id);
    if (job === undefined || hasEnded(job.state)) return;
    if (Date.now() - start > patience) throw unstoppable(job);
    // AEP may forget that it was asked, so ask again for as long as it does not say that it is cancelling.
    if (job.state === "pending" && attempt % 5 === 0) await client.exportJobs.cancel(id);
    if (attempt % 5 === 4) log(`Waiting for job ${id} of ${subject} to stop: ${job.status}.`);
    await sleep(delay);
  }
}

/** Milliseconds that AEP gets to stop a job. */
const patience = 15 * 60_000;

const unstoppable = ({ id, status, requestId }: ExportJob): AepError =>
  new AepError({
    kind: "timeout",
    operation: `Cancelling export job ${id}`,
    reason: `AEP has been asked to stop it for 15 minutes, and it is still ${status}`,
    requestId,
    outcome: "unknown",
    remedy:
      "Run the same command again later, or take the job out of the state with `pulumi state delete` and let it end.",
  });

const hasSucceeded = (state: { status?: string }): boolean => state.status === "SUCCEEDED";
