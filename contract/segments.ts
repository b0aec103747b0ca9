/** Wire shapes of segment definitions, `/data/core/ups/segment/definitions`. */

import type { ProfileSandbox, SchemaClass } from "./profileConfig";

/** The condition that makes a profile a member of a segment. */
export interface SegmentExpression {
  /** The language, `PQL`. */
  type?: string;
  /** The format of the condition: `pql/text`, or `pql/json` for a syntax tree. */
  format?: string;
  /** The condition itself, e.g. `workAddress.country = "US"`. */
  value: string;
}

/** Whether a way of evaluating a segment is used. */
export interface EvaluationMode {
  /** Whether it is used. */
  enabled?: boolean;
}

/** The ways of evaluating a segment. */
export interface EvaluationModes {
  /** By jobs that read all profiles. */
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
  /** The schema class of the segment. */
  schema?: SchemaClass;
  /** The condition for membership. */
  expression?: SegmentExpression;
  /** Id of the merge policy with which profiles are evaluated. */
  mergePolicyId?: string;
  /** How the segment is evaluated. Absent in a request: in batch. */
  evaluationInfo?: EvaluationModes;
  /** A schema of the segment. Adobe's documents say no more about it. */
  payloadSchema?: string;
  /** Which profiles are left out in any case. */
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

/** The body of `POST /segment/definitions`, and of `PATCH /segment/definitions/{id}`, which overwrites. */
export interface SegmentDefinitionRequest extends Pick<
  SegmentDefinition,
  "description" | "mergePolicyId" | "evaluationInfo" | "payloadSchema"
> {
  /** Unique in the sandbox. */
  name: string;
  schema: SchemaClass;
  expression: SegmentExpression;
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
