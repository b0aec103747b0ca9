/** Wire shapes of segment definitions (`/data/core/ups/segment/definitions`) and merge policies (`/data/core/ups/config/mergePolicies`). */

/** The class of schema that a segment or a merge policy is about. */
export interface SchemaClass {
  /** Name of the class, `_xdm.context.profile` for XDM Individual Profile. */
  name: string;
}

/** The sandbox that holds an object of the profile store. */
export interface ProfileSandbox {
  /** Id of the sandbox. */
  sandboxId?: string;
  /** Name of the sandbox, as the header `x-sandbox-name` gives it. */
  sandboxName?: string;
  /** `production` or `development`. */
  type?: string;
  /** Whether it is the organization's default sandbox. */
  default?: boolean;
}

/** The condition that makes a profile a member of a segment. */
export interface SegmentExpression {
  /** The language, `PQL`. */
  type?: string;
  /** How the condition is written: `pql/text`, or `pql/json` for a syntax tree. */
  format?: string;
  /** The condition itself, e.g. `workAddress.country = "US"`. */
  value: string;
}

/** Whether one way of evaluating a segment is used. */
export interface EvaluationMode {
  /** Whether it is. */
  enabled?: boolean;
}

/** The ways of evaluating a segment. */
export interface EvaluationModes {
  /** By jobs that go through all profiles. */
  batch?: EvaluationMode;
  /** While data streams in. */
  continuous?: EvaluationMode;
  /** On the edge, as visitors act. */
  synchronous?: EvaluationMode;
}

/** Consent rules of a segment. */
export interface DataGovernancePolicy {
  /** Whether profiles that opted out are left out of the segment. */
  excludeOptOut?: boolean;
}

/** A segment definition. */
export interface SegmentDefinition {
  /** Id of the segment. */
  id: string;
  /** Name of the segment. */
  name?: string;
  /** What the segment is for. */
  description?: string;
  /** Namespace of the segment. Absent: `ups`. */
  segmentNs?: string;
  /** What the segment is made of. */
  schema?: SchemaClass;
  /** Who is in the segment. */
  expression?: SegmentExpression;
  /** Id of the merge policy by which profiles are evaluated. */
  mergePolicyId?: string;
  /** How the segment is evaluated. Absent in a request: in batch. */
  evaluationInfo?: EvaluationModes;
  /** A schema that goes with the segment; Adobe's documents say no more of it. */
  payloadSchema?: string;
  /** Which profiles are left out whatever the expression says. */
  dataGovernancePolicy?: DataGovernancePolicy;
  /** `draft`, `published`, `inactive` or `archived`. */
  lifecycleState?: string;
  /** The profile store that the segment belongs to, `ups`. */
  profileInstanceId?: string;
  /** The organization that owns the segment. */
  imsOrgId?: string;
  /** The sandbox that holds the segment. */
  sandbox?: ProfileSandbox;
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
  /** `timestampOrdered`: the newest value wins; `dataSetPrecedence`: that of the strongest dataset does. */
  type: "timestampOrdered" | "dataSetPrecedence";
  /** Dataset ids, the strongest first; with `dataSetPrecedence` only. */
  order?: string[];
}

/** How a merge policy finds the fragments that make one profile. */
export interface IdentityGraph {
  /** `none`: those of the same identity; `pdg`: those of identities that AEP has linked, too. */
  type: string;
}

/** A merge policy. */
export interface MergePolicy {
  /** Id of the merge policy. */
  id: string;
  /** Name of the merge policy. */
  name?: string;
  /** Version of the merge policy, counted from 1. */
  version?: number;
  /** The organization that owns the merge policy. */
  imsOrgId?: string;
  /** The sandbox that holds the merge policy. */
  sandbox?: ProfileSandbox;
  /** What the merge policy merges. */
  schema?: SchemaClass;
  /** Which fragments are merged. */
  identityGraph?: IdentityGraph;
  /** Which of their values is kept. */
  attributeMerge?: AttributeMerge;
  /** Whether it is the sandbox's merge policy for its class where none is named. */
  default?: boolean;
  /** Whether profiles on the edge are merged by it. */
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
