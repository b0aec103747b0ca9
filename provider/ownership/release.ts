import type { Dataset, JsonPatch } from "../../contract/catalog";
import { pointerToken } from "../aep/catalog/jsonPatch";
import { ownershipNamespace } from "./tags";

/**
 * The changes that remove all of the provider's tags from a dataset, so that it belongs to no
 * resource.
 */
export const releaseOf = ({ tags = {} }: Dataset): JsonPatch =>
  Object.keys(tags)
    .filter((namespace) => namespace.startsWith(ownershipNamespace))
    .map((namespace) => ({ op: "remove", path: `/tags/${pointerToken(namespace)}` }));
