import * as pulumi from "@pulumi/pulumi";
import type { SegmentStatus } from "../../contract/exportJobs";
import { provider, session } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type NameOrId } from "./find";
import { getSegment } from "./segments";

/** Arguments of {@link getSegmentSize}: the segment, by name or id. */
export type GetSegmentSizeArgs = NameOrId & {
  /** The statuses to count. Defaults to `realized` and `existing`, which an export takes. */
  status?: SegmentStatus[];
};

/** How many profiles were in a segment when AEP last evaluated it. */
export interface GetSegmentSizeResult {
  /** Id of the segment. */
  segmentId: string;
  /** Profiles with one of the statuses. */
  profiles: number;
  /** Profiles by their status: `realized`, `existing` or `exited`. A status without profiles may be missing. */
  byStatus: Record<string, number>;
  /** When the evaluation ended, in milliseconds since 1970. */
  evaluatedAt?: number;
}

/**
 * Tells how many profiles are in a segment: `(await aep.getSegmentSize({ name: "Gold" })).profiles`.
 * Reads the newest segment job that evaluated it (`/segment/jobs`), normally less than a day old,
 * also at preview. It is an error if AEP has not evaluated the segment, or does not answer within 30
 * seconds.
 */
export async function getSegmentSize(args: GetSegmentSizeArgs): Promise<GetSegmentSizeResult> {
  const { status, ...segment } = args;
  const { id, name = id } = await getSegment(segment);
  return lookUp("size of segment", args, async (client) => {
    const { countsOfSegment, exportedStatuses, sumOf } = provider();
    const limit = AbortSignal.timeout(30_000);
    const counts = await countsOfSegment(client.withSignal(limit), session().run, id).catch(
      (error: unknown) => {
        throw limit.aborted ? new Error("AEP did not answer within 30 s. Run it again later") : error;
      },
    );
    if (counts === undefined)
      throw new Error(
        `sandbox ${client.sandboxName} has no evaluation of "${name}". Wait for AEP's daily one, or evaluate the segment by hand`,
      );
    return { segmentId: id, profiles: sumOf(counts, status ?? exportedStatuses), ...counts };
  });
}

/** {@link getSegmentSize} for arguments that are outputs. */
export const getSegmentSizeOutput = (
  args: NestedInput<GetSegmentSizeArgs>,
): pulumi.Output<GetSegmentSizeResult> => pulumi.output(args).apply<GetSegmentSizeResult>(getSegmentSize);
