import type { Dataset } from "../contract/catalog";
import type { MergePolicyRef } from "../contract/exportJobs";
import type { ExportJob } from "./aep";
import { isOfUse } from "./exportJobState";
import { bodyOfJob, hasPolicy, markOf, type JobMark } from "./jobMark";
import { isOfStack, wasAdopted } from "./ownership";

/** Nobody leaves an interrupted first run alone for longer; it spares reading through years of jobs. */
const greatestAge = 7 * 24 * 3_600_000;

/** A job may seem older than its dataset by as much as the clocks of AEP's services differ. */
const clockSkew = 60_000;

/** A start of a job, as far as it matters for what earlier runs have left. */
export interface JobStart {
  urn: string;
  /** Digests of what is asked for: see {@link JobMark}. */
  asked: string;
  body: string;
  /** The merge policy that is asked for. */
  mergePolicy?: MergePolicyRef;
  /** Whether the run is asked for by `triggers`: then it is never started without a mark. */
  triggered: boolean;
  /** When the job that the new one replaces was created, by AEP's clock; 0 if it replaces none. */
  replacedTime: number;
  /** Whether that job writes to the same dataset. */
  replacesInPlace: boolean;
}

/** What a dataset holds that may be a leftover. */
export interface Candidates {
  marks: JobMark[];
  /** Jobs that write to the dataset, the oldest first, as far back as {@link leftoversSince}. */
  jobs: ExportJob[];
  /** Whether a resource is known to have the job. */
  isClaimed: (job: ExportJob) => boolean;
}

/** What earlier runs have left of a declaration. */
export interface Leftovers {
  /** A job that was started for the very same, to go on with. */
  repeated?: ExportJob;
  /** A job without a mark that was started for the same, unless a resource turns out to have it. */
  unmarked?: ExportJob;
  /** A job at work for what the declaration said before. */
  superseded?: ExportJob;
  /** Whether a job has been started under the mark of the resource, so that the next one needs another. */
  isMarkSpent: boolean;
}

/** Jobs up to this time cannot be leftovers of a declaration: milliseconds since 1970. Infinity if there can be none. */
export function leftoversSince(
  start: JobStart,
  { dataset, marks }: { dataset: Dataset; marks: JobMark[] },
): number {
  const mine = marks.find(({ urn }) => urn === start.urn);
  // A mark that is older than the job of the state was set for that one.
  if (mine !== undefined) return mine.since < start.replacedTime ? Infinity : mine.since;
  if (start.replacesInPlace) return Infinity;
  // Without a mark a job is started in the run that makes its dataset only.
  const { created = 0 } = dataset;
  const madeHere = isOfStack(dataset, start.urn) && !wasAdopted(dataset);
  if (start.triggered || !madeHere || created < Date.now() - greatestAge) return Infinity;
  return Math.max(created - clockSkew, start.replacedTime);
}

/** Finds what earlier runs have left of a declaration among the jobs of its dataset. */
export function leftoversOf(start: JobStart, candidates: Candidates): Leftovers {
  const { marks, jobs, isClaimed } = candidates;
  const mine = marks.find(({ urn }) => urn === start.urn);
  if (mine === undefined) return { unmarked: unmarkedOf(start, candidates), isMarkSpent: false };
  // A stub, whose job has been deleted: what follows it was started by hand, as was what follows the first.
  if (mine.asked === "") return { isMarkSpent: true };
  const first = jobs.find((job) => markOf(job, marks) === mine);
  if (first === undefined || isClaimed(first)) return { isMarkSpent: first !== undefined };
  if (mine.asked === start.asked && isOfUse(first)) return { repeated: first, isMarkSpent: true };
  return { superseded: first.state === "pending" ? first : undefined, isMarkSpent: true };
}

/** The first job of its body is the only one that may have been started without a mark. */
function unmarkedOf(
  { body, mergePolicy }: JobStart,
  { jobs, marks, isClaimed }: Candidates,
): ExportJob | undefined {
  const first = jobs.find((job) => bodyOfJob(job) === body);
  if (first === undefined || !isOfUse(first) || isClaimed(first) || !hasPolicy(first, mergePolicy))
    return undefined;
  const marked = marks.some((mark) => mark.body === body && mark.first < (first.creationTime ?? 0));
  return marked ? undefined : first;
}
