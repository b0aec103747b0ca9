import type { SegmentJob } from "../../../contract/segmentJobs";
import type { SegmentStatus } from "../../../contract/exportJobs";
import type { AepClient } from "../../aep";
import { sharedLookup } from "../../lifecycle/sharedLookup";
import type { Run } from "../../lifecycle/run";
import { profileSchemaName, type ExportJobInputs, type ExportSegment } from "../declaration/inputs";
import { isOwnSegment } from "../declaration/references";
import { countsIn, endOf, newestEvaluations, type SegmentCounts } from "./evaluations";

/** About how many profiles an export holds, as AEP counted them last. */
export interface ExportSize {
  /** The fewest. Undefined if a filter narrows the export by a time that AEP does not count by. */
  least?: number;
  /** The most. Profiles in several segments are counted several times. */
  most: number;
  /**
   * When each segment was counted, in milliseconds since 1970, by its id; in an export of all
   * profiles the time of them all, by an empty id.
   */
  countedAt: Map<string, number>;
}

/** The inputs that decide how many profiles an export holds. */
export type SizeInputs = Pick<ExportJobInputs, "filter" | "mergePolicy" | "schemaName">;

/** The statuses that AEP exports if a segment names none. */
export const exportedStatuses: SegmentStatus[] = ["realized", "existing"];

/** The profiles that have one of these statuses. */
export const sumOf = ({ byStatus }: SegmentCounts, statuses: SegmentStatus[]): number =>
  statuses.reduce((sum, status) => sum + (byStatus[status] ?? 0), 0);

/**
 * About how many profiles an export would hold, by calls that only read. Undefined if AEP does not
 * tell: there was no evaluation, a permission is missing, or no answer came in time. Never throws.
 *
 * @param limitMs The longest wait for AEP, in milliseconds. Defaults to 3 seconds.
 */
export async function exportSize(
  client: AepClient,
  run: Run,
  { inputs, limitMs = defaultLimitMs }: { inputs: SizeInputs; limitMs?: number },
): Promise<ExportSize | undefined> {
  const { filter, schemaName = profileSchemaName } = inputs;
  if (schemaName !== profileSchemaName) return undefined;
  const counts = new Counts(client, run, limitMs);
  try {
    const size = filter?.segments
      ? sizeOfSegments(filter.segments, await counts.evaluations())
      : await sizeOfStore(inputs, counts);
    const narrowed =
      filter?.fromIngestTimestamp !== undefined || filter?.segmentQualificationTime !== undefined;
    return size && narrowed ? { ...size, least: undefined } : size;
  } catch {
    return undefined;
  }
}

/**
 * The segments that none of AEP's newest evaluations has. None if AEP tells of no evaluation, for the
 * reasons that leave the size of an export out. Never throws.
 *
 * @param limitMs The longest wait for AEP, in milliseconds. Defaults to 3 seconds.
 */
export async function segmentsNotEvaluated(
  client: AepClient,
  run: Run,
  { segments, limitMs = defaultLimitMs }: { segments: ExportSegment[]; limitMs?: number },
): Promise<ExportSegment[]> {
  const own = segments.filter(isOwnSegment);
  const jobs = own.length === 0 ? [] : await new Counts(client, run, limitMs).evaluations();
  return jobs.length === 0 ? [] : own.filter(({ segmentId }) => countsIn(jobs, segmentId) === undefined);
}

const defaultLimitMs = 3000;

/** Answers of AEP, each asked for once a run. What failed is not asked for again. */
class Counts {
  constructor(
    private readonly client: AepClient,
    private readonly run: Run,
    private readonly limitMs: number,
  ) {}

  evaluations(): Promise<SegmentJob[]> {
    return this.#soft("evaluations", newestEvaluations, []);
  }

  totalProfiles(): Promise<number | undefined> {
    return this.#soft("sample", (client) => client.profileSample.totalProfiles(), undefined);
  }

  #soft<Answer>(
    what: string,
    read: (client: AepClient) => Promise<Answer>,
    otherwise: Answer,
  ): Promise<Answer> {
    const { client, run, limitMs } = this;
    return sharedLookup(run, { key: `${what} for sizes in ${client.sandboxName}` }, () =>
      read(client.withSignal(AbortSignal.timeout(limitMs))).catch(() => otherwise),
    );
  }
}

/** A profile may be in several segments, so the sum is the most and the largest segment the least. */
function sizeOfSegments(segments: ExportSegment[], jobs: SegmentJob[]): ExportSize | undefined {
  const sizes: number[] = [];
  const countedAt = new Map<string, number>();
  for (const segment of segments) {
    const { segmentId, status = exportedStatuses } = segment;
    const counts = isOwnSegment(segment) ? countsIn(jobs, segmentId) : undefined;
    if (counts === undefined) return undefined;
    sizes.push(sumOf(counts, status));
    if (counts.evaluatedAt !== undefined) countedAt.set(segmentId, counts.evaluatedAt);
  }
  return { least: Math.max(...sizes), most: sizes.reduce((sum, size) => sum + size), countedAt };
}

async function sizeOfStore(inputs: SizeInputs, counts: Counts): Promise<ExportSize | undefined> {
  const withEventsOnly = inputs.filter?.emptyProfiles === true;
  // Evaluations do not tell how many profiles have events only; the sample counts them in.
  const merged = withEventsOnly ? undefined : mergedProfiles(await counts.evaluations(), inputs.mergePolicy);
  if (merged !== undefined) return merged;
  const most = await counts.totalProfiles();
  return most === undefined
    ? undefined
    : { least: withEventsOnly ? most : undefined, most, countedAt: new Map() };
}

/**
 * The profiles that the merge policy made in the newest evaluation that tells. Without a policy it
 * may be any of the sandbox.
 */
function mergedProfiles(jobs: SegmentJob[], policy: ExportJobInputs["mergePolicy"]): ExportSize | undefined {
  for (const job of jobs) {
    const totals = job.metrics?.totalProfilesByMergePolicy ?? {};
    const asked = policy === undefined ? Object.values(totals) : [totals[policy.id]];
    const known = asked.filter((count) => count !== undefined);
    if (known.length === 0) continue;
    const at = endOf(job);
    return {
      least: Math.min(...known),
      most: Math.max(...known),
      countedAt: new Map(at === undefined ? [] : [["", at]]),
    };
  }
  return undefined;
}
