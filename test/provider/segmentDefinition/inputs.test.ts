import { markBegin } from "../../../provider/ownership/descriptionMark";
import { checkSegmentDefinition } from "../../../provider/segmentDefinition/schema";

const good = { name: "Gold", expression: 'loyalty.tier = "gold"' };

test.each<[change: object, property: string, reason: RegExp]>([
  [{ expression: " " }, "expression", /^must not be empty; give the rule in PQL/],
  [{ expression: { value: "" } }, "expression.value", /^must not be empty; give the rule in PQL/],
  [
    { expression: { format: "pql/xml", value: "x" } },
    "expression.format",
    /^"pql\/xml" is not a format\. Use pql\/text or pql\/json$/,
  ],
  [{ expression: { format: "pql/json", value: "no tree" } }, "expression.value", /^is not JSON of an object/],
  [
    { expression: { value: { nodeType: "literal" } } },
    "expression.value",
    /^is an object, but the format is pql\/text/,
  ],
  [{ description: `${markBegin}x` }, "description", /^must not contain \[pulumi-aep/],
  [{ evaluation: "streaming" }, "evaluation", /^"streaming" is not a way to evaluate/],
  [{ name: "" }, "name", /^must not be empty/],
])("refuses %j", (change, property, reason) => {
  expect(checkSegmentDefinition({ ...good, ...change })).toEqual([
    { property, reason: expect.stringMatching(reason) },
  ]);
});

test("accepts a text and a syntax tree", () => {
  expect(checkSegmentDefinition(good)).toEqual([]);
  const expression = { format: "pql/json", value: { nodeType: "literal" } };
  expect(checkSegmentDefinition({ ...good, expression })).toEqual([]);
});
