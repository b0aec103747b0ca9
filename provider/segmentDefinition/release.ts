import type { SegmentDefinition } from "../../contract/segments";
import type { AepClient } from "../aep";
import { profileSchemaName } from "../exportJob/declaration/inputs";
import { ownerOfSegment, withoutMark } from "./mark";

/**
 * Takes the mark of its owner out of a definition, so that it belongs to no resource. Returns false if it
 * has none. AEP overwrites a definition, so all of it is written.
 */
export async function releaseSegment(client: AepClient, segment: SegmentDefinition): Promise<boolean> {
  if (ownerOfSegment(segment) === undefined) return false;
  const { name = "", schema, expression, mergePolicyId, evaluationInfo, payloadSchema } = segment;
  await client.segments.update(segment.id, {
    name,
    description: withoutMark(segment.description),
    schema: schema ?? { name: profileSchemaName },
    expression: expression ?? { value: "" },
    mergePolicyId,
    evaluationInfo,
    payloadSchema,
  });
  return true;
}
