import fc from "fast-check";
import { z } from "zod";
import { unknownValue } from "../../../provider/inputs/unknown";
import { propertyPath, validate } from "../../../provider/inputs/validation";

const schema = z.strictObject({
  name: z.string(),
  size: z.int().optional(),
  parts: z.array(z.strictObject({ key: z.string(), flags: z.array(z.boolean()).optional() })).optional(),
  labels: z.record(z.string(), z.array(z.string())).optional(),
  paths: z.union([z.array(z.string().min(2, { error: "is short" })), z.string()]).optional(),
  owner: z.string().optional(),
});

const right = { name: "n", parts: [{ key: "k", flags: [true] }], labels: { a: ["b"] }, paths: ["ab"] };

test("valid inputs have no failures", () => {
  expect(validate(schema, right)).toEqual([]);
});

test.each([
  [{}, "name", "is missing; give a string"],
  [{ ...right, name: null }, "name", "must be a string, not null"],
  [{ ...right, name: ["n"] }, "name", "must be a string, not an array"],
  [{ ...right, parts: "p" }, "parts", "must be an array, not a string"],
  [{ ...right, parts: [{ key: "k" }, { flags: [] }] }, "parts[1].key", "is missing; give a string"],
  [
    { ...right, parts: [{ key: "k", flags: [true, 1] }] },
    "parts[0].flags[1]",
    "must be a boolean, not a number",
  ],
  [{ ...right, labels: { "a b": "c" } }, 'labels["a b"]', "must be an array, not a string"],
  [{ ...right, paths: ["ab", "c"] }, "paths[1]", "is short"],
  [{ ...right, nmae: "n" }, "nmae", 'is not a property. Did you mean "name"?'],
  [{ ...right, Name: "n" }, "Name", 'is not a property. Did you mean "name"?'],
  [
    { ...right, parts: [{ key: "k", flag: [] }] },
    "parts[0].flag",
    'is not a property. Did you mean "flags"?',
  ],
])("%j", (inputs, property, reason) => {
  expect(validate(schema, inputs)).toEqual([{ property, reason }]);
});

test("for an unknown property that is like no other, the message lists the properties, without those that the SDK sets", () => {
  const [failure] = validate(schema, { ...right, somethingElse: 1 });
  expect(failure?.reason).toMatch(/^is not a property\. Known are "name", "size"/);
  expect(failure?.reason).not.toContain("owner");
});

test("all failures are reported at once", () => {
  const found = validate(schema, { size: "big", parts: [{}, { key: 1 }], nam: 1 });
  expect(found.map(({ property }) => property).sort()).toEqual([
    "nam",
    "name",
    "parts[0].key",
    "parts[1].key",
    "size",
  ]);
});

test("a value that is not known yet passes, at any depth", () => {
  const places = fc.constantFrom<(string | number)[]>(
    ["name"],
    ["size"],
    ["parts"],
    ["parts", 0],
    ["parts", 0, "key"],
    ["parts", 0, "flags"],
    ["parts", 0, "flags", 0],
    ["labels"],
    ["labels", "a"],
    ["labels", "a", 0],
    ["paths"],
    ["paths", 0],
  );
  fc.assert(
    fc.property(fc.array(places, { minLength: 1, maxLength: 4 }), (unknowns) => {
      const inputs = unknowns.reduce<unknown>((value, place) => replaced(value, place), right);
      expect(validate(schema, inputs as Record<string, unknown>)).toEqual([]);
    }),
  );
});

test.each([
  [["filter", "segments", 0, "segmentId"], "filter.segments[0].segmentId"],
  [["tags", "a b"], 'tags["a b"]'],
  [["tags", "pulumi-aep/urn", 1], 'tags["pulumi-aep/urn"][1]'],
  [[], ""],
])("%j is written as Pulumi writes it", (path, written) => {
  expect(propertyPath(path)).toBe(written);
});

/** The value with the unknown in a place of it. */
function replaced(value: unknown, [key, ...rest]: (string | number)[]): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return unknownValue;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const record = copy as Record<string | number, unknown>;
  record[key] = replaced(record[key], rest);
  return copy;
}
