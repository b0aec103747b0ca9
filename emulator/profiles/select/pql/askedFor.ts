import type { SegmentDefinition } from "../../../../contract/segments";
import { ProfileError } from "../../records/errors";
import { Expression } from "./index";

/** Ids of the segments whose members an expression asks for; none of one that is not understood. */
export function segmentsAskedFor(expression: SegmentDefinition["expression"]): string[] {
  try {
    return Expression.read(expression).segments;
  } catch (error) {
    if (error instanceof ProfileError) return [];
    throw error;
  }
}
