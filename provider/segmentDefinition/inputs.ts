import { isRecord, parseJson } from "../aep/http/json";
import { isUnknown } from "../inputs/unknown";
import { profileSchemaName } from "../exportJob/declaration/inputs";

/** How AEP evaluates a segment, in the words of its API. */
export type Evaluation = "batch" | "continuous" | "synchronous";

/** The rule of a segment with its format. */
export interface SegmentRule {
  /** The language. Defaults to `PQL`, the only one. */
  type?: string;
  /** `pql/text`, or `pql/json` for a syntax tree. Defaults to `pql/text`. */
  format?: string;
  /** The rule: a text, or for `pql/json` an object or its JSON. */
  value: string | Record<string, unknown>;
}

/** What a program says of a segment definition. */
export interface SegmentDefinitionInputs {
  /**
   * Name of the segment: one line, not empty, without blanks at its ends. AEP accepts each name
   * once in a sandbox. Changing it updates the definition.
   */
  name: string;
  /**
   * What the segment is for: one or more lines, without blanks at its ends. In AEP it is followed
   * by a mark that names the stack and the resource. Changing it updates the definition.
   */
  description?: string;
  /**
   * The rule by which a profile is a member, in Profile Query Language (PQL): a text, such as
   * `loyalty.tier = "gold"`, or an object with a format, `{ format: "pql/json", value: tree }`.
   * Changing it updates the definition; members change at the next evaluation.
   */
  expression: string | SegmentRule;
  /**
   * Name of the schema class whose records the rule reads. Defaults to `_xdm.context.profile`.
   * Changing it updates the definition.
   */
  schemaName?: string;
  /**
   * Id of the merge policy that makes one profile of its fragments. Defaults to the policy that AEP
   * chooses. Changing it updates the definition; removing it keeps the policy.
   */
  mergePolicyId?: string;
  /**
   * When AEP evaluates the segment: `batch` in jobs, `continuous` while data streams in,
   * `synchronous` on the edge. `synchronous` needs a merge policy that is active on the edge; with
   * another one AEP makes it `continuous`. Defaults to `batch`. Changing it updates the definition.
   */
  evaluation?: Evaluation;
  /**
   * The sandbox to hold the segment. Defaults to the one configured (`aep:sandboxName`). Changing
   * it replaces the definition.
   */
  sandboxName?: string;
  /**
   * Id or name of an existing definition that the resource takes over, instead of creating one. A
   * text in the form of a UUID is an id. All that is declared here is written to it. A definition
   * that another resource owns is refused. From then on it belongs to the resource: `pulumi
   * destroy` deletes it, unless `retainOnDelete` is set. Defaults to creating a definition. Another
   * definition replaces the resource; removing `adopt` later changes nothing.
   */
  adopt?: string;
}

/** A rule in the form that AEP keeps. */
export interface WireRule {
  type: string;
  format: string;
  value: string;
}

/** A rule as AEP is told it. */
export function wireRule(expression: SegmentDefinitionInputs["expression"]): WireRule {
  const {
    type = "PQL",
    format = "pql/text",
    value,
  } = isRule(expression) ? expression : { value: expression };
  return { type, format, value: typeof value === "string" ? value : JSON.stringify(value) };
}

const isRule = (expression: SegmentDefinitionInputs["expression"]): expression is SegmentRule =>
  typeof expression !== "string";

/** A rule of AEP as a program would declare it. */
export function declaredRule({
  type = "PQL",
  format = "pql/text",
  value,
}: Partial<WireRule>): string | SegmentRule {
  if (format === "pql/text") return value ?? "";
  const tree = parseJson(value ?? "");
  const rule = { format, value: isRecord(tree) ? tree : (value ?? "") };
  return type.toUpperCase() === "PQL" ? rule : { type, ...rule };
}

/**
 * Brings inputs to one form for one meaning, so that only real changes count: values that equal
 * their defaults are left out, and a rule is in its shortest form.
 */
export function normaliseSegmentDefinition<Inputs extends Partial<SegmentDefinitionInputs>>(
  inputs: Inputs,
): Inputs {
  const { expression, description, schemaName, mergePolicyId, evaluation, ...rest } = inputs;
  return {
    ...rest,
    ...(expression !== undefined && {
      expression: isUnknown(expression) ? expression : declaredRule(wireRule(expression)),
    }),
    ...(description && { description }),
    ...(schemaName !== undefined && schemaName !== profileSchemaName && { schemaName }),
    ...(mergePolicyId !== undefined && { mergePolicyId }),
    ...(evaluation !== undefined && evaluation !== "batch" && { evaluation }),
  } as Inputs;
}
