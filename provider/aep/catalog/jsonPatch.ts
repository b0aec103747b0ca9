import type { JsonPatch, Tags } from "../../../contract/catalog";

/** Changes with tags made first where the dataset has none, since a path into tags needs them to be there. */
export function withTags(tags: Tags | undefined, changes: JsonPatch): JsonPatch {
  const tagless = tags === undefined && changes.some(({ path }) => path.startsWith("/tags/"));
  return tagless ? [{ op: "add", path: "/tags", value: {} }, ...changes] : changes;
}

/** A key as a JSON Pointer spells it. */
export const pointerToken = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
