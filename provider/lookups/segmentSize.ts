import type { SegmentStatus } from "../../contract/exportJobs";
import type { AepClient } from "../aep";
import { countsOfSegment, type SegmentCounts } from "../exportJob/size/evaluations";
import { exportedStatuses, sumOf } from "../exportJob/size/exportSize";
import type { Run } from "../lifecycle/run";

/** How many profiles were in a segment at its newest evaluation. Gives up after 30 seconds. */
export async function segmentSize(
  client: AepClient,
  run: Run,
  { id, name = id, status = exportedStatuses }: { id: string; name?: string; status?: SegmentStatus[] },
): Promise<SegmentCounts & { segmentId: string; profiles: number }> {
  const limit = AbortSignal.timeout(30_000);
  const counts = await countsOfSegment(client.withSignal(limit), run, id).catch((error: unknown) => {
    throw limit.aborted ? new Error("AEP did not answer within 30 s. Run it again later") : error;
  });
  if (counts === undefined)
    throw new Error(
      `sandbox ${client.sandboxName} has no evaluation of "${name}". Wait for AEP's daily one, or evaluate the segment by hand`,
    );
  return { segmentId: id, profiles: sumOf(counts, status), ...counts };
}
