import type { SegmentDefinition } from "../../contract/segments";
import { AepError, type AepClient } from "../aep";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { evaluationOf, isAsDeclared, requestOf, type SegmentDefinitionState } from "./state";
import { nameTaken, segmentNamed } from "./names";

/** Writes what the program says into a definition, unless it says so already. */
export async function write(
  client: AepClient,
  { owner, subject, log }: Pick<OwnerContext, "owner" | "subject" | "log">,
  { there, inputs }: { there: SegmentDefinition; inputs: SegmentDefinitionState },
): Promise<void> {
  if (isAsDeclared(there, inputs)) return;
  const written = await client.segments
    .update(there.id, requestOf(inputs, there))
    .catch(async (error: unknown) => {
      if (!isNameTaken(error)) throw error;
      const other = await segmentNamed(client, inputs.name);
      throw other === undefined ? error : nameTaken({ owner, name: inputs.name }, other);
    });
  const evaluation = evaluationOf(written.evaluationInfo);
  if (evaluation !== (inputs.evaluation ?? "batch"))
    log(
      `AEP evaluates ${subject} as ${evaluation}, not as ${inputs.evaluation ?? "batch"}. ` +
        "For synchronous, give it a merge policy that is active on the edge.",
    );
}

/** AEP answers 422 if a definition of that name exists. */
export const isNameTaken = (error: unknown): boolean => error instanceof AepError && error.status === 422;
