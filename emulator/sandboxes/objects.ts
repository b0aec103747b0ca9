import type { Dataset } from "../../contract/catalog";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import { uuidOf } from "../ids";

/** Where and when an object comes to be. */
interface Origin {
  sandbox: string;
  orgId: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Who made what the emulator holds, as the Catalog tells it. */
export const author = {
  createdClient: "aep-emulator",
  createdUser: "aep-emulator@AdobeID",
  updatedUser: "aep-emulator@AdobeID",
};

/** The id by which the Catalog knows a sandbox. */
export function sandboxId(sandbox: string): string {
  return uuidOf(`sandbox ${sandbox}`);
}

/** A dataset as the Catalog makes it of what a client sent. */
export function newDataset({
  id,
  body,
  sandbox,
  orgId,
  now,
}: Origin & { id: string; body: Dataset }): Dataset {
  const table = `${(body.name ?? id).toLowerCase().replace(/[^a-z0-9]+/g, "_")}_${id.slice(-6)}`;
  return {
    ...body,
    tags: { ...body.tags, "adobe/pqs/table": [table] },
    version: "1.0.0",
    imsOrg: orgId,
    sandboxId: sandboxId(sandbox),
    state: "DRAFT",
    created: now,
    updated: now,
    ...author,
    viewId: uuidOf(`view ${id}`).replaceAll("-", "").slice(0, 24),
    files: `@/dataSetFiles?dataSetId=${id}`,
    classification: { dataBehavior: "record", managedBy: "CUSTOMER" },
  };
}

/** A segment definition as the Segmentation Service makes it of what a client sent. */
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

/** A merge policy as the Profile service makes it of what a client sent. */
export function newMergePolicy({ policy, ...origin }: Origin & { policy: MergePolicy }): MergePolicy {
  return {
    isActiveOnEdge: false,
    ...policy,
    ...describe(origin),
    version: 1,
    updateEpoch: Math.floor(origin.now / 1000),
  };
}

/** Whose an object of the Profile and Segmentation services is. */
export function describe({
  sandbox,
  orgId,
}: Omit<Origin, "now">): Pick<SegmentDefinition, "imsOrgId" | "sandbox"> {
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
