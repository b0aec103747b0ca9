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
  const found = await getSegment(segment);
  return lookUp("size of segment", args, (client) =>
    provider().segmentSize(client, session().run, { ...found, status }),
  );
}

/** {@link getSegmentSize} for arguments that are outputs. */
export const getSegmentSizeOutput = (
  args: NestedInput<GetSegmentSizeArgs>,
): pulumi.Output<GetSegmentSizeResult> => pulumi.output(args).apply<GetSegmentSizeResult>(getSegmentSize);
