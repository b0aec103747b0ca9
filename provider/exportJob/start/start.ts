import { AepError, type AepClient, type ExportJob } from "../../aep";
import { atMostOnce } from "../../atMostOnce/make";
import type { ExportJobDeclaration } from "../declaration/state";
import { exportRequest } from "../declaration/request";
import { exportTarget } from "../declaration/target";
import { isFresh, repeatWhileUnknown } from "../../atMostOnce/freshDatasets";
import { bodyOf, markKeyOf, markOf, marksOf, refuseEditedMark, type JobMark } from "./mark";
import { leftMarks, leftoversOf } from "./leftover";
import type { OwnerContext } from "../../lifecycle/lifecycle";
import { removeMark, setMark } from "./markedDataset";
import type { Run } from "../../lifecycle/run";
import { noteStateObject, stateObjectOf } from "../../atMostOnce/stateObjects";
import { stopJob } from "../end/stop";
import { inTurn } from "../../atMostOnce/turns";

/** What the steps of a start share. */
interface Start {
  client: AepClient;
  context: OwnerContext;
  inputs: ExportJobDeclaration;
  key: string;
  body: string;
}

/** A job and the key of the mark that its dataset carries for it. */
export interface StartedJob {
  job: ExportJob;
  mark: string;
}

/**
 * Starts the job of a declaration at most once: sets a mark in the dataset before it starts the
 * job, and resumes a job that an interrupted run has started under the same mark.
 */
export async function startJob(
  client: AepClient,
  context: OwnerContext,
  inputs: ExportJobDeclaration,
): Promise<StartedJob> {
  const { run, owner } = context;
  const replaced = stateObjectOf(run, owner.urn);
  const key = markKeyOf(owner, inputs, replaced?.id);
  const start = { client, context, inputs, key, body: bodyOf(inputs) };
  // Jobs with the same request are matched to marks by start order, so they are started one at a
  // time.
  return inTurn(run, `jobs ${start.body}`, async () => {
    const job = isFresh(run, inputs.dataset) ? await startFresh(start) : await resumeOrStart(start);
    const { id, creationTime } = job;
    noteStarted(run, start.body, creationTime);
    noteStateObject(run, owner.urn, { id, mark: key });
    return { job, mark: key };
  });
}

/** Starts a job in a dataset that this run has made. It holds no jobs or marks of other runs. */
function startFresh(start: Start): Promise<ExportJob> {
  return startMarked(start, { since: lastStarted(start), marks: [], hasTags: true });
}

async function resumeOrStart(start: Start): Promise<ExportJob> {
  const { client, context, inputs, key, body } = start;
  const { run, owner, subject, log } = context;
  const place = { client, dataset: inputs.dataset };
  const dataset = await repeatWhileUnknown(context, place, () => exportTarget(client, inputs.dataset));
  refuseEditedMark(dataset, inputs.dataset, key);
  const marks = marksOf(dataset);
  const left = leftMarks(marks, owner, stateObjectOf(run, owner.urn)?.mark);
  const { jobs, newest } = await jobsSince(start, earliest([...left.own, ...left.unclear]));
  const { resumed, superseded } = leftoversOf(left, { key, marks, jobs });
  if (resumed !== undefined) {
    const { id, status } = resumed;
    log(
      `Resuming job ${id} (${status}), started for ${subject} by a run that was interrupted. To export anew, change its triggers.`,
    );
    return resumed;
  }
  for (const { mark, job } of superseded) {
    if (job !== undefined) {
      log(
        `Cancelling job ${job.id}, started for ${subject} as it was declared in a run that was interrupted.`,
      );
      await stopJob(client, context, { id: job.id });
    }
    await removeMark(context, { client, dataset: inputs.dataset }, mark.key);
  }
  const others = marks.filter((mark) => mark.key !== key && !superseded.some((one) => one.mark === mark));
  const sameRequest = others.filter((mark) => mark.body === body);
  const since = Math.max(newest, lastStarted(start), ...sameRequest.map((mark) => mark.since + 1));
  return startMarked(start, { since, marks: others, hasTags: dataset.tags !== undefined });
}

/** When the oldest of these marks was set; infinity if there are none. */
const earliest = (marks: JobMark[]): number => Math.min(...marks.map(({ since }) => since));

/**
 * Sets the mark and starts the job.
 *
 * @param marks The other marks that the dataset carries.
 */
async function startMarked(
  start: Start,
  { since, marks, hasTags }: { since: number; marks: JobMark[]; hasTags: boolean },
): Promise<ExportJob> {
  const { client, context, inputs, key, body } = start;
  const place = { client, dataset: inputs.dataset };
  const mark = { key, owner: context.owner, body, since };
  noteStarted(context.run, body, since + 1);
  await setMark(context, place, { mark, hasTags });
  try {
    return await atMostOnce(context, {
      make: () => repeatWhileUnknown(context, place, () => client.exportJobs.create(exportRequest(inputs))),
      look: () => findStarted(start, mark, [...marks, mark]),
    });
  } catch (error) {
    // If the mark stayed, the next job with the same request would be taken for its job, whoever
    // starts that one.
    if (isRefused(error)) await removeMark(context, place, key).catch(() => undefined);
    throw error;
  }
}

const isRefused = (error: unknown): boolean => error instanceof AepError && error.outcome === "rejected";

/** Finds the job of a POST whose answer was lost. */
async function findStarted(start: Start, mark: JobMark, marks: JobMark[]): Promise<ExportJob | undefined> {
  const { jobs } = await jobsSince(start, mark.since);
  return jobs.find((job) => markOf(job, marks) === mark);
}

/**
 * Lists the jobs of the dataset that are newer than `since`, oldest first, with the creation time
 * of the newest in the sandbox.
 */
async function jobsSince(
  { client, inputs }: Start,
  since: number,
): Promise<{ jobs: ExportJob[]; newest: number }> {
  const jobs: ExportJob[] = [];
  let newest = 0;
  for await (const job of client.exportJobs.list(since === Infinity ? { limit: 1 } : {})) {
    newest ||= job.creationTime ?? 0;
    if ((job.creationTime ?? Infinity) <= since) break;
    if (job.destination.datasetId === inputs.dataset) jobs.unshift(job);
  }
  return { jobs, newest };
}

/**
 * When this run has last started a job, by the digest of its request. AEP's lists may not show that
 * job yet.
 */
class Started {
  readonly times = new Map<string, number>();
}

const lastStarted = ({ context, body }: Start): number => context.run.notes(Started).times.get(body) ?? 0;

function noteStarted(run: Run, body: string, time = 0): void {
  const { times } = run.notes(Started);
  times.set(body, Math.max(time, times.get(body) ?? 0));
}
