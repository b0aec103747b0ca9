import { AepError, type AepClient, type ExportJob } from "./aep";
import { atMostOnce } from "./atMostOnce";
import { adopted, claim, isClaimed, staysUnclaimed } from "./claims";
import type { ExportJobDeclaration } from "./exportJobState";
import { exportRequest } from "./exportRequest";
import { exportTarget } from "./exportTarget";
import { askedOf, bodyOf, bodyOfJob, markOf, marksOf, type JobMark } from "./jobMark";
import { leftoversOf, leftoversSince, type JobStart } from "./leftoverJob";
import type { Context } from "./lifecycle";
import { removeMark, setMark } from "./marking";
import { isMergedAsAsked } from "./mergedAsAsked";
import { ownershipTags } from "./ownership";
import { stopJob } from "./stopJob";
import { inTurn } from "./turns";

/** A start under way. */
interface Starting extends JobStart {
  client: AepClient;
  context: Context;
  inputs: ExportJobDeclaration;
}

/**
 * Starts the job of a declaration, at most once: one that an earlier run has started for the very same is gone on with. In a
 * dataset that this run has made, the first job of its body needs one call; any other start is told to the dataset before, by
 * a mark in its tags, and what is there is looked through.
 */
export async function startJob(
  client: AepClient,
  context: Context,
  inputs: ExportJobDeclaration,
): Promise<ExportJob> {
  const { run, urn = "" } = context;
  const { time: replacedTime = 0, dataset } = run.lastJobs.get(urn) ?? {};
  const start: Starting = {
    client,
    context,
    inputs,
    urn,
    asked: askedOf(inputs, replacedTime),
    body: bodyOf(inputs),
    mergePolicy: inputs.mergePolicy,
    triggered: (inputs.triggers ?? []).length > 0,
    replacedTime,
    replacesInPlace: dataset === inputs.dataset,
  };
  // Marks tell jobs of one body apart by the order in which they were started.
  return inTurn(run, start.body, async () => {
    const isFirst = run.fresh.has(inputs.dataset) && !run.started.has(start.body);
    run.started.add(start.body);
    const job = await (isFirst ? startFirst(start) : startAmongOthers(start));
    claim({ run, client }, job.id, urn);
    run.lastJobs.set(urn, { dataset: inputs.dataset, time: job.creationTime ?? replacedTime });
    return job;
  });
}

async function startFirst(start: Starting): Promise<ExportJob> {
  if (!start.triggered) return post(start, []);
  const { client, context, inputs, urn, asked, body } = start;
  const mark = { urn, asked, body, since: 0, first: 0 };
  await setMark(client, context, { id: inputs.dataset, dataset: { tags: ownershipTags(urn) }, mark });
  return post(start, [mark]);
}

async function startAmongOthers(start: Starting): Promise<ExportJob> {
  const { client, context, inputs, urn, asked, body } = start;
  const dataset = await exportTarget(client, inputs.dataset);
  const marks = marksOf(dataset);
  const mine = marks.find((mark) => mark.urn === urn);
  const { jobs, newest } = await jobsSince(start, leftoversSince(start, { dataset, marks }));
  const at = { run: context.run, client };
  const left = leftoversOf(start, { marks, jobs, isClaimed: ({ id }) => isClaimed(at, id) });
  if (left.superseded !== undefined) await cancelSuperseded(start, left.superseded);
  if (mine?.asked === asked) context.run.marks.set(urn, asked);
  const found = left.repeated ?? (await mergedAsAsked(start, left.unmarked));
  if (found !== undefined && (await staysUnclaimed(context, client, found.id))) return takeOver(start, found);

  if (mine?.asked === asked && !left.isMarkSpent) return post(start, marks);
  const others = marks.filter((other) => other !== mine);
  const alike = others.filter((other) => other.body === body);
  // The list may lag behind what this run has started.
  const times = [...context.run.lastJobs.values()].map(({ time }) => time);
  const since = Math.max(newest, ...times, ...alike.map((other) => other.since + 1));
  const mark = { urn, asked, body, since, first: mine?.body === body ? mine.first : since };
  if (await setMark(client, context, { id: inputs.dataset, dataset, mark }))
    return post(start, [...others, mark]);
  return client.exportJobs.create(exportRequest(inputs));
}

async function mergedAsAsked(
  { client, mergePolicy }: Starting,
  job?: ExportJob,
): Promise<ExportJob | undefined> {
  return job !== undefined && (await isMergedAsAsked(client, job, mergePolicy)) ? job : undefined;
}

async function cancelSuperseded({ client, context }: Starting, { id }: ExportJob): Promise<void> {
  if (!(await staysUnclaimed(context, client, id))) return;
  context.log(
    `Cancelling job ${id}, which an earlier run started for ${context.subject} as it was declared before.`,
  );
  await stopJob(client, context, { id });
}

function takeOver({ client, context: { run, log, subject } }: Starting, job: ExportJob): ExportJob {
  adopted({ run, client }, job.id);
  log(
    `Taking over job ${job.id} (${job.status}), which an earlier run started for ${subject} and its state does not know. To export anew, change its triggers.`,
  );
  return job;
}

/** Starts the job; `marks` are those that its dataset carries. */
async function post(start: Starting, marks: JobMark[]): Promise<ExportJob> {
  const { client, context, inputs, urn } = start;
  try {
    return await atMostOnce(context, {
      make: () => client.exportJobs.create(exportRequest(inputs)),
      look: () => findLost(start, marks),
    });
  } catch (error) {
    const mine = marks.find((mark) => mark.urn === urn);
    // Left behind, it would claim the next job of its body, whoever starts that one.
    if (mine !== undefined && isRefused(error))
      await removeMark(client, context, { id: inputs.dataset, asked: mine.asked }).catch(() => undefined);
    throw error;
  }
}

const isRefused = (error: unknown): boolean => error instanceof AepError && error.outcome === "rejected";

/** The job that a POST has made whose answer was lost. */
async function findLost(start: Starting, marks: JobMark[]): Promise<ExportJob | undefined> {
  const { client, context, inputs, body, urn } = start;
  const mine = marks.find((mark) => mark.urn === urn);
  const dataset = await exportTarget(client, inputs.dataset);
  const since = mine?.since ?? leftoversSince({ ...start, triggered: false }, { dataset, marks });
  const { jobs } = await jobsSince(start, since);
  const isMine = (job: ExportJob): boolean => (mine ? markOf(job, marks) === mine : bodyOfJob(job) === body);
  return jobs.find((job) => isMine(job) && !isClaimed({ run: context.run, client }, job.id));
}

/** Jobs of the dataset that are younger than `since`, the oldest first, and when the newest of the sandbox was created. */
async function jobsSince(
  { client, inputs }: Starting,
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
