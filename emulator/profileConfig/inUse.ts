import type { SegmentDefinition } from "../../contract/segments";
import { ApiError } from "../http/errors";
import { segmentsAskedFor } from "../profiles/index";

/** Refuses, as `/audiences` documents it, to delete a segment for whose members others ask. */
export function refuseInUse(id: string, all: Iterable<SegmentDefinition>, requestId: string): void {
  const dependents = [...all].filter(
    (other) => other.id !== id && segmentsAskedFor(other.expression).includes(id),
  );
  if (dependents.length === 0) return;
  const names = dependents.map(({ name, id: dependent }) => `"${name}" (${dependent})`);
  const title = `The audience cannot be deleted: its members are asked for by ${names.join(", ")}.`;
  throw new ApiError(400, {
    requestId,
    errors: { "400": [{ code: 400, message: title }] },
    type: "https://ns.adobe.com/aep/errors/UPAPI-113631-403",
    title,
    status: 400,
  });
}
