import type { Known, OwnerContext } from "../lifecycle/lifecycle";
import { adoptableSegment } from "./adopt";
import { normaliseSegmentDefinition } from "./inputs";
import { inputsOf, type SegmentDefinitionState } from "./state";

/**
 * Reads a definition that a resource takes over as it is. Throws an error if another resource owns it.
 * Its mark is written by the next update.
 */
export async function importSegment(
  { client, owner }: OwnerContext,
  id: string,
): Promise<(Known<SegmentDefinitionState> & { inputs: SegmentDefinitionState }) | undefined> {
  if ((await client.segments.get(id)) === undefined) return undefined;
  const found = await adoptableSegment(client, { adopt: id, owner });
  const inputs = {
    ...normaliseSegmentDefinition(inputsOf(found, {})),
    sandboxName: client.sandboxName,
  };
  return { id, inputs, state: inputs };
}
