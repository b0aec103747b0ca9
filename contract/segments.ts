/** Wire shapes of segment definitions (`/data/core/ups/segment/definitions`) and merge policies (`/data/core/ups/config/mergePolicies`). */

/** A segment definition. */
export interface SegmentDefinition {
  id: string;
  name?: string;
  description?: string;
  /** Namespace of the segment. Absent: `ups`. */
  segmentNs?: string;
  schema?: { name: string };
  expression?: { type?: string; format?: string; value: string };
  mergePolicyId?: string;
  /** How the segment is evaluated. Absent in a request: in batch. */
  evaluationInfo?: Partial<Record<"batch" | "continuous" | "synchronous", { enabled?: boolean }>>;
  payloadSchema?: string;
  dataGovernancePolicy?: { excludeOptOut?: boolean };
  lifecycleState?: string;
  profileInstanceId?: string;
  imsOrgId?: string;
  sandbox?: { sandboxId?: string; sandboxName?: string; type?: string; default?: boolean };
  /** Milliseconds since 1970. */
  creationTime?: number;
  /** Milliseconds since 1970. */
  updateTime?: number;
  /** Seconds since 1970. */
  updateEpoch?: number;
}

/** `GET /segment/definitions`. */
export interface SegmentDefinitionPage {
  segments: SegmentDefinition[];
  page?: {
    totalCount?: number;
    totalPages?: number;
    sortField?: string;
    sort?: string;
    pageSize?: number;
    limit?: number;
  };
  link?: { next?: string };
}

/** How a merge policy decides between fragments that disagree. */
export interface AttributeMerge {
  type: "timestampOrdered" | "dataSetPrecedence";
  /** Dataset ids, the strongest first; with `dataSetPrecedence` only. */
  order?: string[];
}

/** A merge policy. */
export interface MergePolicy {
  id: string;
  name?: string;
  version?: number;
  imsOrgId?: string;
  sandbox?: SegmentDefinition["sandbox"];
  schema?: { name: string };
  identityGraph?: { type: string };
  attributeMerge?: AttributeMerge;
  default?: boolean;
  isActiveOnEdge?: boolean;
  /** Seconds since 1970. */
  updateEpoch?: number;
}

/** `GET /config/mergePolicies`. */
export interface MergePolicyPage {
  children: MergePolicy[];
  _page?: { count?: number; totalCount?: number; pageSize?: number; next?: string };
  _links?: { next?: { href?: string } };
}
