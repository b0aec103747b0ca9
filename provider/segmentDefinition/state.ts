import { isDeepStrictEqual } from "node:util";
import type { EvaluationModes, SegmentDefinition, SegmentDefinitionRequest } from "../../contract/segments";
import type { OwnerInputs } from "../lifecycle/lifecycle";
import { profileSchemaName } from "../exportJob/declaration/inputs";
import {
  declaredRule,
  normaliseSegmentDefinition,
  wireRule,
  type Evaluation,
  type SegmentDefinitionInputs,
} from "./inputs";
import { withMark, withoutMark } from "../ownership/descriptionMark";

/** What the state keeps of a segment definition: its inputs, with the sandbox always named. */
export interface SegmentDefinitionState extends SegmentDefinitionInputs, OwnerInputs {
  sandboxName: string;
}

/**
 * The body of POST and PATCH. AEP's PATCH overwrites the whole definition, so what the program does
 * not say is repeated from what is there.
 */
export function requestOf(
  inputs: SegmentDefinitionState,
  there?: SegmentDefinition,
): SegmentDefinitionRequest {
  const { name, description, expression, schemaName, mergePolicyId, evaluation, owner, stackId } = inputs;
  return {
    name,
    description: owner === undefined ? description : withMark(description, { urn: owner, stackId }),
    expression: wireRule(expression),
    schema: { name: schemaName ?? profileSchemaName },
    mergePolicyId: mergePolicyId ?? there?.mergePolicyId,
    evaluationInfo: modesOf(evaluation),
    payloadSchema: there?.payloadSchema,
  };
}

/** Whether a definition is what the program says, the mark included. */
export function isAsDeclared(there: SegmentDefinition, inputs: SegmentDefinitionState): boolean {
  const read = { ...inputs, ...inputsOf(there, inputs) };
  return (
    there.description === requestOf(inputs).description &&
    isDeepStrictEqual(normaliseSegmentDefinition(read), normaliseSegmentDefinition(inputs))
  );
}

/**
 * A definition of AEP as a program would declare it. A merge policy that the program does not name
 * is AEP's choice, and no difference.
 */
export function inputsOf(
  { name = "", description, expression, schema, mergePolicyId, evaluationInfo }: SegmentDefinition,
  declared: Partial<SegmentDefinitionInputs>,
): SegmentDefinitionInputs {
  const rule = declaredRule(expression ?? {});
  const isSame =
    declared.expression !== undefined && isDeepStrictEqual(declaredRule(wireRule(declared.expression)), rule);
  const isRead = declared.name === undefined;
  const inputs: SegmentDefinitionInputs = {
    name,
    description: withoutMark({ description }),
    expression: isSame && declared.expression !== undefined ? declared.expression : rule,
    schemaName: unlessDefault(schema?.name, { preset: profileSchemaName, declared: declared.schemaName }),
    mergePolicyId: isRead || declared.mergePolicyId !== undefined ? mergePolicyId : undefined,
    evaluation: unlessDefault(evaluationOf(evaluationInfo), {
      preset: "batch",
      declared: declared.evaluation,
    }),
  };
  return inputs;
}

const unlessDefault = <Value>(
  value: Value | undefined,
  { preset, declared }: { preset: Value; declared: Value | undefined },
): Value | undefined =>
  value === undefined || (value === preset && declared === undefined) ? undefined : value;

/** How AEP says that it evaluates a segment. */
export function evaluationOf({ synchronous, continuous }: EvaluationModes = {}): Evaluation {
  if (synchronous?.enabled) return "synchronous";
  return continuous?.enabled ? "continuous" : "batch";
}

const modesOf = (evaluation: Evaluation = "batch"): EvaluationModes => ({
  batch: { enabled: evaluation === "batch" },
  continuous: { enabled: evaluation === "continuous" },
  synchronous: { enabled: evaluation === "synchronous" },
});
