import * as z from "zod";
import { isRecord, parseJson } from "../aep/http/json";
import { profileSchemaName } from "../exportJob/declaration/inputs";
import { line, lines } from "../inputs/plainText";
import { hasUnknown } from "../inputs/unknown";
import { objectOf, validate } from "../inputs/validation";
import type { CheckFailure, OwnerInputs } from "../lifecycle/lifecycle";
import type { SegmentDefinitionInputs, SegmentRule } from "./inputs";
import { noMark } from "../ownership/descriptionMark";

const noRule = 'must not be empty; give the rule in PQL, such as homeAddress.countryCode = "DE"';

const rule = objectOf<SegmentRule>({
  type: z
    .string()
    .refine((type) => type.toUpperCase() === "PQL", { error: "must be PQL, the only language; leave it out" })
    .optional(),
  format: z
    .enum(["pql/text", "pql/json"], {
      error: ({ input }) => `${JSON.stringify(input)} is not a format. Use pql/text or pql/json`,
    })
    .optional(),
  value: z.union([z.string().regex(/\S/, { error: noRule }), z.record(z.string(), z.unknown())], {
    error: ({ input }) =>
      typeof input === "string" ? noRule : "must be a text, or for pql/json an object that is a syntax tree",
  }),
});

const schema = objectOf<SegmentDefinitionInputs & OwnerInputs>({
  name: line("must not be empty; give the segment a name"),
  description: lines.refine(...noMark).optional(),
  expression: z.union([z.string().regex(/\S/, { error: noRule }), rule], {
    error: ({ input }) =>
      typeof input === "string" ? noRule : 'must be PQL text, or { format: "pql/json", value: … }',
  }),
  schemaName: line(`must not be empty; leave it out for ${profileSchemaName}`).optional(),
  mergePolicyId: line("must not be empty; leave it out for AEP's choice").optional(),
  evaluation: z
    .enum(["batch", "continuous", "synchronous"], {
      error: ({ input }) =>
        `${JSON.stringify(input)} is not a way to evaluate. Use batch, continuous (streaming) or synchronous (edge)`,
    })
    .optional(),
  sandboxName: line("must not be empty; leave it out to use the configured sandbox").optional(),
  adopt: line("must not be empty; give the id or name of a segment, or leave it out to make one").optional(),
  owner: z.string().optional(),
  stackId: z.string().optional(),
});

/** Finds all that is wrong with the inputs of a segment definition. */
export const checkSegmentDefinition = (news: Record<string, unknown>): CheckFailure[] => [
  ...validate(schema, news),
  ...faultsOfFormat(news["expression"]),
];

/** The value of a rule has to be in its format. */
function faultsOfFormat(expression: unknown): CheckFailure[] {
  if (!isRecord(expression) || hasUnknown(expression)) return [];
  const { format = "pql/text", value } = expression;
  const fault = (reason: string): CheckFailure[] => [{ property: "expression.value", reason }];
  if (format === "pql/text" && isRecord(value))
    return fault('is an object, but the format is pql/text. Set format: "pql/json" for a syntax tree');
  if (format === "pql/json" && typeof value === "string" && /\S/.test(value) && !isRecord(parseJson(value)))
    return fault("is not JSON of an object, but the format is pql/json. Give the syntax tree as an object");
  return [];
}
