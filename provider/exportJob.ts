import { isDeepStrictEqual } from "node:util";
import { exportJobCheck } from "./checks";
import { adopted, claim, isAdopted, otherOwner } from "./claims";
import { durationMs } from "./duration";
import {
  answersOf,
  declarationOf,
  declarationOfJob,
  isOfUse,
  redeclared,
  type ExportJobDeclaration,
  type ExportJobState,
} from "./exportJobState";
import { normaliseExportJob, requestKeys } from "./exportRequest";
import { endOfForgotten } from "./forgottenJob";
import { adoptJob, refuseAnotherExport } from "./jobTakeover";
import { KnownJobs } from "./knownJobs";
import type { Context, Known, Lifecycle } from "./lifecycle";
import { removeMark } from "./marking";
import { lookUpReferences } from "./references";
import { startJob } from "./startJob";
import { stopJob } from "./stopJob";

const replacing = [
  ...requestKeys,
  "triggers",
  "sandboxName",
] as const satisfies (keyof ExportJobDeclaration)[];

/** The life of an `aep.ExportJob`: an export job of the Segmentation API, `/data/core/ups/export/jobs`. */
export const exportJobLifecycle: Lifecycle<ExportJobDeclaration, ExportJobState> = {
  noun: "export job",

  check(news) {
    const { checkExportJob, warnAboutExportJob } = exportJobCheck();
    return { failures: checkExportJob(news), warnings: warnAboutExportJob(news) };
  },

  async diff(context, known, news) {
    const { run, urn } = context;
    const at = { run, client: context.client.inSandbox(known.state.sandboxName) };
    const owner = otherOwner(at, known.id, urn, known.state.owner);
    claim(at, known.id, urn, known.state.owner);
    const { dataset, creationTime = 0 } = known.state;
    if (urn !== undefined) run.lastJobs.set(urn, { dataset, time: creationTime });
    const [old, now] = [normaliseExportJob(known.state), normaliseExportJob(news)];
    const replaces: string[] = replacing.filter((key) => !isDeepStrictEqual(old[key], now[key]));
    const owed = replaces.length === 0 ? await whyRunAgain(context, known, owner) : undefined;
    if (owed !== undefined) replaces.push("status");
    if (news.adopt === known.id) {
      const cause = owed ? `it ${owed}` : `its ${replaces.join(", ")} changed`;
      if (replaces.length > 0) throw refuseAnotherExport(known.id, cause);
      // A killed replacement by itself leaves an entry to be deleted, of the very job that stays.
      adopted(at, known.id);
    } else if (news.adopt !== undefined) replaces.push("adopt");
    else if (owed !== undefined)
      context.log(`Job ${known.id} of ${context.subject} ${owed}; it will be run again.`);
    const changes = replaces.length > 0 || !isDeepStrictEqual(old.timeouts, now.timeouts);
    return { changes, replaces };
  },

  async create(context, inputs) {
    const client = context.client.inSandbox(inputs.sandboxName);
    const { adopt, filter, mergePolicy } = inputs;
    if (adopt !== undefined) {
      const job = await adoptJob(client, context, { id: adopt, inputs });
      return { id: job.id, state: { ...inputs, ...answersOf(job) } };
    }
    await lookUpReferences(client, context.run, { filter, mergePolicy });
    const job = await startJob(client, context, inputs);
    const mark = context.run.marks.get(context.urn ?? "");
    return { id: job.id, state: { ...inputs, ...answersOf(job), mark } };
  },

  async read(context, { id, state }) {
    const sandboxName = state.sandboxName ?? context.client.sandboxName;
    const client = context.client.inSandbox(sandboxName);
    claim({ run: context.run, client }, id);
    const job = await client.exportJobs.get(id);
    if (job === undefined) {
      const status = await endOfForgotten(client, state);
      if (status === undefined) return undefined;
      const kept = { ...(state as ExportJobState), status };
      return { id, inputs: declarationOf(kept) as ExportJobDeclaration, state: kept };
    }
    // A refresh goes on to compare, and need not ask again.
    KnownJobs.in(client, context.run).note(job);
    const declared = state.dataset === undefined ? declarationOfJob(job) : declarationOf(state);
    const inputs = { ...declared, sandboxName } as ExportJobDeclaration;
    return { id, inputs, state: { ...inputs, ...answersOf(job), mark: state.mark } };
  },

  update: (_context, { state }, news) => Promise.resolve(redeclared(state, news)),

  async delete(context, { id, state }) {
    const { run, urn } = context;
    const client = context.client.inSandbox(state.sandboxName);
    // A job that another resource has, or that a forced replacement has taken over from itself, stays.
    const at = { run, client };
    const stays = isAdopted(at, id) || otherOwner(at, id, urn, state.owner) !== undefined;
    if (!stays && !hasSucceeded(state)) {
      await stopJob(client, context, { id, patience: durationMs(state.timeouts?.delete ?? "") });
    }
    if (state.mark !== undefined) await removeMark(client, context, { id: state.dataset, asked: state.mark });
  },
};

/** Why the export is still owed: the job came to nothing, or is that of another resource. Undefined if it is not. */
async function whyRunAgain(
  { client, run }: Context,
  { id, state }: Known<ExportJobState>,
  owner: string | undefined,
): Promise<string | undefined> {
  if (owner !== undefined) return `belongs to ${owner}`;
  if (hasSucceeded(state)) return undefined;
  const here = client.inSandbox(state.sandboxName);
  const job = await KnownJobs.in(here, run).get(id);
  if (job !== undefined)
    return isOfUse(job) || job.state === "cancelling" ? undefined : `has ended ${job.status}`;
  return (await endOfForgotten(here, state)) === undefined ? "is gone and left no data" : undefined;
}

const hasSucceeded = (state: { status?: string }): boolean => state.status === "SUCCEEDED";
