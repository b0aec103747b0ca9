import type { JsonPatch, Tags } from "../../../contract/catalog";

/** Adds `tags` first if the dataset has none: a patch cannot change a member of what is missing. */
export function withTags(tags: Tags | undefined, changes: JsonPatch): JsonPatch {
  const tagless = tags === undefined && changes.some(({ path }) => path.startsWith("/tags/"));
  return tagless ? [{ op: "add", path: "/tags", value: {} }, ...changes] : changes;
}

/** Escapes a key for use in a JSON Pointer. */
export const pointerToken = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
