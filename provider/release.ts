import type { Dataset, JsonPatch } from "../contract/catalog";
import { pointerToken } from "./datasetShape";
import { ownershipNamespace } from "./ownership";

/** The changes that take all tags of a stack off a dataset, so that it is nobody's. */
export const releaseOf = ({ tags = {} }: Dataset): JsonPatch =>
  Object.keys(tags)
    .filter((namespace) => namespace.startsWith(ownershipNamespace))
    .map((namespace) => ({ op: "remove", path: `/tags/${pointerToken(namespace)}` }));
