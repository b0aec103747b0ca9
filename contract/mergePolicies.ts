/** Wire shapes of merge policies, `/data/core/ups/config/mergePolicies`. */

import type { ProfileSandbox, SchemaClass } from "./profileConfig";

/** How a merge policy decides between fragments that disagree. */
export interface AttributeMerge {
  /** `timestampOrdered`: newest value wins; `dataSetPrecedence`: strongest dataset wins. */
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
