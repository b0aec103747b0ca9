import type { AepClient } from "../aep";
import { profileSchemaName } from "../exportJob/declaration/inputs";
import { isId } from "./adopt";
import { markedOwner, withoutMark } from "../ownership/descriptionMark";

/**
 * Takes the mark of its owner out of a segment definition, so that it belongs to no resource. Returns
 * whether it had one, and undefined if no definition has this id. AEP overwrites a definition, so all of
 * it is written.
 */
export async function releaseSegment(client: AepClient, id: string): Promise<boolean | undefined> {
  const segment = isId(id) ? await client.segments.get(id) : undefined;
  if (segment === undefined) return undefined;
  if (markedOwner(segment) === undefined) return false;
  const { name = "", schema, expression, mergePolicyId, evaluationInfo, payloadSchema } = segment;
  await client.segments.update(id, {
    name,
    description: withoutMark(segment) ?? "",
    schema: schema ?? { name: profileSchemaName },
    expression: expression ?? { value: "" },
    mergePolicyId,
    evaluationInfo,
    payloadSchema,
  });
  return true;
}
