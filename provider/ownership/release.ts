import type { Dataset, JsonPatch } from "../../contract/catalog";
import { pointerToken } from "../aep/catalog/jsonPatch";
import { ownershipNamespace } from "./tags";

/** The changes that take all tags of a stack off a dataset, so that it is nobody's. */
export const releaseOf = ({ tags = {} }: Dataset): JsonPatch =>
  Object.keys(tags)
    .filter((namespace) => namespace.startsWith(ownershipNamespace))
    .map((namespace) => ({ op: "remove", path: `/tags/${pointerToken(namespace)}` }));
