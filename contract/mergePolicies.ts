/** Wire shapes of merge policies, `/data/core/ups/config/mergePolicies`. */

import type { ProfileSandbox, SchemaClass } from "./profileConfig";

/** How a merge policy decides between fragments with different values. */
export interface AttributeMerge {
  /** `timestampOrdered`: newest value wins; `dataSetPrecedence`: strongest dataset wins. */
  type: "timestampOrdered" | "dataSetPrecedence";
  /** Dataset ids, the strongest first. Only with `dataSetPrecedence`. */
  order?: string[];
}

/** How a merge policy finds the fragments of a profile. */
export interface IdentityGraph {
  /**
   * `none`: fragments of the same identity; `pdg`: also fragments of identities that AEP has
   * linked.
   */
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
  /** The schema class of the merged profiles. */
  schema?: SchemaClass;
  /** How the fragments of a profile are found. */
  identityGraph?: IdentityGraph;
  /** Which values are kept. */
  attributeMerge?: AttributeMerge;
  /** Whether it is the sandbox's default for its schema class. */
  default?: boolean;
  /** Whether it merges profiles on the edge. */
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
