import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import type { Collection } from "../storage/collection";
import type { Transactions } from "../storage/database";

/** The segment definitions and merge policies of every sandbox. */
export interface ProfileConfigStorage extends Transactions {
  segments: Collection<SegmentDefinition>;
  mergePolicies: Collection<MergePolicy>;
}
