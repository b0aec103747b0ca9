import type { SegmentDefinition } from "../../../contract/segments";
import {
  isAsDeclared,
  requestOf,
  type SegmentDefinitionState,
} from "../../../provider/segmentDefinition/state";

const declared: SegmentDefinitionState = {
  name: "Gold",
  expression: 'loyalty.tier = "gold"',
  owner: "urn:pulumi:dev::shop::aep:index:SegmentDefinition::gold",
  stackId: "4f",
  sandboxName: "prod",
};

/** What AEP answers to the request: the same, with an id, and with values of its own choice. */
const answered = (more: object = {}): SegmentDefinition => ({
  ...(JSON.parse(JSON.stringify(requestOf(declared))) as SegmentDefinition),
  id: "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d01",
  ...more,
});

test.each([[{}], [{ mergePolicyId: "chosen-by-aep" }]])(
  "a definition that has just been made is as declared, and is not written again: %j",
  (more) => expect(isAsDeclared(answered(more), declared)).toBe(true),
);

test.each([[{ name: "Silver" }], [{ description: "By hand" }], [{ expression: { value: "true" } }]])(
  "a definition that somebody has changed is not: %j",
  (more) => expect(isAsDeclared(answered(more), declared)).toBe(false),
);
