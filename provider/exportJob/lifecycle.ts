import { isDeepStrictEqual } from "node:util";
import { exportJobCheck } from "./declaration/check";
import { durationMs } from "../inputs/duration";
import {
  answerNames,
  answersOf,
  declarationOf,
  isUsable,
  withInputs,
  type ExportJobDeclaration,
  type ExportJobState,
} from "./declaration/state";
import { normaliseExportJob } from "./declaration/normalise";
import { declarationOfJob, requestKeys } from "./declaration/request";
import { endOfForgotten } from "./end/forgotten";
import { adoptJob, refuseAnotherExport } from "./adopt";
import { JobsSeen } from "./end/jobsSeen";
import type { Context, Known, Lifecycle } from "../lifecycle/lifecycle";
import { keyInState, moveMark, removeMark } from "./start/markedDataset";
import { lookUpReferences } from "./declaration/references";
import { startJob } from "./start/start";
import { isKept, keep, noteStateObject } from "../atMostOnce/stateObjects";
import { exportJobSettling } from "./end/settling";
import { stopJob } from "./end/stop";
import { importJob } from "./import";
import { previewJob } from "./preview";

const replacing = [
  ...requestKeys,
  "triggers",
  "sandboxName",
] as const satisfies (keyof ExportJobDeclaration)[];

const updating = [
  "timeouts",
  "waitForCompletion",
  "owner",
  "stackId",
] as const satisfies (keyof ExportJobDeclaration)[];

/**
 * The lifecycle of an `aep.ExportJob`, an export job of the Segmentation API,
 * `/data/core/ups/export/jobs`.
 */
export const exportJobLifecycle: Lifecycle<ExportJobDeclaration, ExportJobState> = {
  noun: "export job",
  answers: answerNames,

  check(news) {
    const { checkExportJob, warnAboutExportJob } = exportJobCheck();
    return { failures: checkExportJob(news), warnings: warnAboutExportJob(news) };
  },

  async diff(context, known, news) {
    const { run, owner, client, subject, log } = context;
    noteStateObject(run, owner.urn, { id: known.id, mark: keyInState(known.state) });
    const [old, now] = [normaliseExportJob(known.state), normaliseExportJob(news)];
    const replaces: string[] = replacing.filter((key) => !isDeepStrictEqual(old[key], now[key]));
    const rerunCause = replaces.length === 0 ? await whyRunAgain(context, known) : undefined;
    if (rerunCause !== undefined) replaces.push("status");
    if (news.adopt === known.id) {
      const cause = rerunCause ? `it ${rerunCause}` : `its ${replaces.join(", ")} changed`;
      if (replaces.length > 0) throw refuseAnotherExport(known.id, cause);
      // If a replacement was killed, the state may still list this same job for deletion.
      keep({ run, client: client.inSandbox(known.state.sandboxName) }, known.id);
    } else if (news.adopt !== undefined) replaces.push("adopt");
    else if (rerunCause !== undefined)
      log(`Job ${known.id} of ${subject} ${rerunCause}; it will be run again.`);
    const changes = replaces.length > 0 || updating.some((key) => !isDeepStrictEqual(old[key], now[key]));
    return { changes, replaces };
  },

  async create(context, inputs) {
    const client = context.client.inSandbox(inputs.sandboxName);
    const { adopt, filter, mergePolicy } = inputs;
    if (adopt === undefined) await lookUpReferences(client, context.run, { filter, mergePolicy });
    const { job, mark } =
      adopt === undefined
        ? await startJob(client, context, inputs)
        : await adoptJob(client, context, { id: adopt, inputs });
    return { id: job.id, state: { ...inputs, ...answersOf(job), mark } };
  },

  async read(context, { id, state }) {
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const client = context.client.inSandbox(sandboxName);
    const job = await client.exportJobs.get(id);
    if (job === undefined) {
      const status = await endOfForgotten(client, state);
      if (status === undefined) return undefined;
      const kept = { ...(state as ExportJobState), status };
      return { id, inputs: declarationOf(kept) as ExportJobDeclaration, state: kept };
    }
    // A refresh compares the resource next and need not ask again.
    JobsSeen.in(client, context.run).note(job);
    const declared = state.dataset === undefined ? declarationOfJob(job) : declarationOf(state);
    const inputs = { ...declared, sandboxName } as ExportJobDeclaration;
    return { id, inputs, state: { ...inputs, ...answersOf(job), mark: state.mark } };
  },

  async update(context, { state }, news) {
    const isRenamed = state.owner !== news.owner || state.stackId !== news.stackId;
    const client = context.client.inSandbox(state.sandboxName);
    const mark = isRenamed ? await moveMark(context, client, state) : state.mark;
    return { ...withInputs(state, news), mark };
  },

  async delete(context, { id, state }) {
    const client = context.client.inSandbox(state.sandboxName);
    if (isKept({ run: context.run, client }, id)) return;
    if (!hasSucceeded(state))
      await stopJob(client, context, {
        id,
        patience: context.timeoutMs ?? durationMs(state.timeouts?.delete ?? ""),
      });
    const mark = keyInState(state);
    if (mark !== undefined) await removeMark(context, { client, dataset: state.dataset }, mark);
  },

  preview: previewJob,
  import: importJob,
  settling: exportJobSettling,
};

/** Why the export has to be run again, if the job came to nothing. Undefined if it has not to. */
async function whyRunAgain(
  { client, run }: Context,
  { id, state }: Known<ExportJobState>,
): Promise<string | undefined> {
  if (hasSucceeded(state)) return undefined;
  const here = client.inSandbox(state.sandboxName);
  const job = await JobsSeen.in(here, run).get(id);
  if (job !== undefined)
    return isUsable(job) || job.state === "cancelling" ? undefined : `has ended ${job.status}`;
  return (await endOfForgotten(here, state)) === undefined ? "is gone and left no data" : undefined;
}

const hasSucceeded = (state: { status?: string }): boolean => state.status === "SUCCEEDED";
