import type { SegmentJob } from "../../../contract/segmentJobs";
import type { AepClient } from "../../aep";
import { sharedLookup } from "../../lifecycle/sharedLookup";
import type { Run } from "../../lifecycle/run";

/** How many profiles had which status in a segment, when AEP last evaluated it. */
export interface SegmentCounts {
  /** Profiles by their status: `realized`, `existing` or `exited`. A status without profiles may be missing. */
  byStatus: Record<string, number>;
  /** When the evaluation ended, in milliseconds since 1970. */
  evaluatedAt?: number;
}

/**
 * The newest evaluations that succeeded, by one call. The daily job holds all segments; the others
 * were started by hand.
 */
export const newestEvaluations = (client: AepClient): Promise<SegmentJob[]> => evaluations(client, newest);

/** The newest evaluation of a segment; undefined if there is none. */
export async function countsOfSegment(
  client: AepClient,
  run: Run,
  segmentId: string,
): Promise<SegmentCounts | undefined> {
  const key = `newest evaluations in ${client.sandboxName}`;
  const shared = await sharedLookup(run, { key }, () => newestEvaluations(client));
  return (
    countsIn(shared, segmentId) ?? countsIn(await evaluations(client, { segmentId, limit: 1 }), segmentId)
  );
}

/** The counts of a segment in the first of these evaluations that has them. */
export function countsIn(jobs: SegmentJob[], segmentId: string): SegmentCounts | undefined {
  for (const job of jobs) {
    const counters = job.metrics?.segmentedProfileByStatusCounter ?? {};
    const byStatus = Object.hasOwn(counters, segmentId) ? counters[segmentId] : undefined;
    if (byStatus !== undefined) return { byStatus, evaluatedAt: endOf(job) };
  }
  return undefined;
}

/** When an evaluation ended, in milliseconds since 1970. */
export const endOf = ({ metrics, updateTime }: SegmentJob): number | undefined =>
  metrics?.totalTime?.endTimeInMs ?? updateTime;

/** Jobs started by hand are at most two a day, so these reach back to a daily job. */
const newest = { limit: 10 };

async function evaluations(
  client: AepClient,
  query: { limit: number; segmentId?: string },
): Promise<SegmentJob[]> {
  const jobs: SegmentJob[] = [];
  for await (const job of client.segmentJobs.list({ ...query, status: "SUCCEEDED" })) jobs.push(job);
  return jobs;
}
