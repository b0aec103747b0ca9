import type { AepClient } from "../aep";
import { segmentDefinitionCheck } from "../segmentDefinition/check";
import { normaliseSegmentDefinition, type SegmentDefinitionInputs } from "../segmentDefinition/inputs";
import { markedOwner } from "../ownership/descriptionMark";
import { inputsOf } from "../segmentDefinition/state";
import { inWords, type LeftOut } from "./findImportable";

/** A segment definition as a program would declare it. */
export interface ImportableSegment {
  id: string;
  inputs: SegmentDefinitionInputs;
}

/** Reads the definitions of these ids. One that is gone, or that a program cannot declare, is left out. */
export async function importableSegments(
  client: AepClient,
  ids: Iterable<string>,
): Promise<{ segments: ImportableSegment[]; leftOut: LeftOut[] }> {
  const segments: ImportableSegment[] = [];
  const leftOut: LeftOut[] = [];
  for (const id of ids) {
    const found = await client.segments.get(id);
    if (found === undefined) continue;
    const inputs = normaliseSegmentDefinition(inputsOf(found, {}));
    const owner = markedOwner(found);
    const reason =
      owner === undefined
        ? inWords(segmentDefinitionCheck().checkSegmentDefinition({ ...inputs }))
        : `it belongs to ${owner.urn}`;
    if (reason === undefined) segments.push({ id, inputs });
    else leftOut.push({ noun: "segment", id, reason });
  }
  return { segments, leftOut };
}
