import type { Tags } from "../../../contract/catalog";
import { profileUnionSchema } from "../../../provider/targetDataset/inputs";
import { changesBetween, inputsOf } from "../../../provider/targetDataset/state";

const dataset = { name: "gold", sandboxName: "prod", schemaRef: profileUnionSchema };

test("tags called like members that every object inherits are added, changed and removed", () => {
  const from = { ...dataset, tags: { toString: ["a"], constructor: ["b"] } as unknown as Tags };
  const to = { ...dataset, tags: { constructor: ["c"], valueOf: ["d"] } as unknown as Tags };
  expect(changesBetween(from, to)).toEqual([
    { op: "remove", path: "/tags/toString" },
    { op: "add", path: "/tags/constructor", value: ["c"] },
    { op: "add", path: "/tags/valueOf", value: ["d"] },
  ]);
});

test("a tag called like a member that every object inherits is the program's only if it declares it", () => {
  const tags = { toString: ["a"], team: ["crm"] } as unknown as Tags;
  expect(inputsOf({ ...dataset, tags }, { tags: { team: ["crm"] } }).tags).toEqual({ team: ["crm"] });
});
