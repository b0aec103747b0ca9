import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import { sandboxId } from "../ids";

/** Where and when an object is made. */
interface Origin {
  sandbox: string;
  orgId: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** A segment definition as the Segmentation Service makes it from what a client sent. */
export function newSegment({
  definition,
  ...origin
}: Origin & { definition: SegmentDefinition }): SegmentDefinition {
  return {
    evaluationInfo: {
      batch: { enabled: true },
      continuous: { enabled: false },
      synchronous: { enabled: false },
    },
    dataGovernancePolicy: { excludeOptOut: true },
    ...definition,
    ...describe(origin),
    segmentNs: "ups",
    profileInstanceId: "ups",
    lifecycleState: "published",
    creationTime: origin.now,
    updateTime: origin.now,
    updateEpoch: Math.floor(origin.now / 1000),
  };
}

/** A merge policy as the Profile service makes it from what a client sent. */
export function newMergePolicy({ policy, ...origin }: Origin & { policy: MergePolicy }): MergePolicy {
  return {
    isActiveOnEdge: false,
    ...policy,
    ...describe(origin),
    version: 1,
    updateEpoch: Math.floor(origin.now / 1000),
  };
}

function describe({ sandbox, orgId }: Origin): Pick<SegmentDefinition, "imsOrgId" | "sandbox"> {
  const isProd = sandbox === "prod";
  return {
    imsOrgId: orgId,
    sandbox: {
      sandboxId: sandboxId(sandbox),
      sandboxName: sandbox,
      type: isProd ? "production" : "development",
      default: isProd,
    },
  };
}
