import { markedOwner, withMark, withoutMark } from "../../../provider/ownership/descriptionMark";

const urn = "urn:pulumi:dev::shop::aep:index:SegmentDefinition::a [b] c";

// Objects of customers hold these texts: they must stay as they are.
test("the mark names stack and resource, after the text of the program", () => {
  expect(withMark("Second tier", { urn, stackId: "4f" })).toBe(`Second tier [pulumi-aep 4f ${urn}]`);
  expect(withMark(undefined, { urn })).toBe(`[pulumi-aep - ${urn}]`);
});

test.each([[undefined], ["Second tier"], ["Two\nlines"], ["Ends with [a list]"]])(
  "a mark after the description %j is read again",
  (text) => {
    for (const stackId of ["4f", undefined]) {
      const description = withMark(text, { urn, stackId });
      expect(markedOwner({ description })).toEqual({ urn, stackId });
      expect(withoutMark({ description })).toBe(text);
    }
  },
);

test.each([[undefined], [""], ["Second tier"], [`[pulumi-aep 4f ${urn}] moved`], ["[pulumi-aep 4f]"]])(
  "%j names no owner",
  (description) => expect(markedOwner({ description })).toBeUndefined(),
);
