import fc from "fast-check";
import { checkTargetDataset } from "../../../provider/targetDataset/schema";
import {
  normaliseTargetDataset,
  parquetFiles,
  profileUnionSchema,
  type TargetDatasetInputs,
} from "../../../provider/targetDataset/inputs";
import { unknownValue } from "../../../provider/inputs/unknown";
import { line, lines, namespace } from "../inputs/declarations";

const inputs: fc.Arbitrary<TargetDatasetInputs> = fc.record(
  {
    name: line.filter((name) => name !== ""),
    description: lines,
    tags: fc.dictionary(namespace, fc.array(line), { noNullPrototype: true }),
    schemaRef: fc.constantFrom(profileUnionSchema, {
      id: "https://ns.adobe.com/acme/other__union",
      contentType: "application/vnd.adobe.xed+json;version=2",
    }),
    fileDescription: fc.record(
      {
        persisted: fc.constant(true),
        containerFormat: fc.constant("parquet"),
        format: fc.constant("parquet"),
      },
      { requiredKeys: [] },
    ),
    sandboxName: fc.constantFrom("prod", "dev"),
    forceDestroy: fc.boolean(),
  },
  { requiredKeys: ["name"] },
);

test("valid inputs are valid in normal form too, and normalising twice changes nothing", () => {
  fc.assert(
    fc.property(inputs, (all) => {
      const normal = normaliseTargetDataset(all);
      expect(checkTargetDataset({ ...all })).toEqual([]);
      expect(checkTargetDataset({ ...normal })).toEqual([]);
      expect(normaliseTargetDataset(normal)).toEqual(normal);
    }),
  );
});

test("inputs that equal the defaults are dropped by normalisation", () => {
  const wordy: TargetDatasetInputs = {
    name: "n",
    tags: {},
    schemaRef: { contentType: profileUnionSchema.contentType, id: profileUnionSchema.id },
    fileDescription: { ...parquetFiles },
    forceDestroy: false,
  };
  expect(normaliseTargetDataset(wordy)).toEqual({ name: "n" });
  expect(normaliseTargetDataset({ ...wordy, fileDescription: { persisted: true } })).toEqual({ name: "n" });
});

test.each([
  [{ name: "" }, "name", /must not be empty/],
  [{ name: 1 }, "name", /must be a string, not a number/],
  [{}, "name", /is missing/],
  [{ name: "n", tags: { "pulumi-aep/urn": ["x"] } }, 'tags["pulumi-aep/urn"]', /reserved/],
  [{ name: "n", tags: { team: [1] } }, "tags.team[0]", /must be a string/],
  [{ name: "n", schemaRef: { id: "x__union" } }, "schemaRef.contentType", /is missing/],
  [{ name: "n", schemaRef: { id: "profile", contentType: "c" } }, "schemaRef.id", /not a union schema/],
  [{ name: "n", fileDescription: { format: "csv" } }, "fileDescription.format", /must be "parquet"/],
  [{ name: "n", fileDescription: { persisted: false } }, "fileDescription.persisted", /must be true/],
  [{ name: "n", sandboxName: " " }, "sandboxName", /must not be empty/],
  [{ name: "Daily export " }, "name", /^has blanks or line breaks at its ends; write "Daily export"$/],
  [{ name: "\ufeffDaily\u00a0" }, "name", /write "Daily"$/],
  [{ name: "Daily\nexport" }, "name", /^has control characters or line breaks; write "Daily export"$/],
  [{ name: "Daily\u0000" }, "name", /^has control characters or line breaks; write "Daily"$/],
  [{ name: "Half \ud83d" }, "name", /^has control characters or line breaks; write "Half"$/],
  [{ name: `${"n".repeat(99)} ` }, "name", /at its ends; leave them out$/],
  [{ name: "n", description: "Two\nlines\n" }, "description", /at its ends; write "Two\\nlines"$/],
  [
    { name: "n", description: "bell\u0007" },
    "description",
    /control characters or line breaks; write "bell"$/,
  ],
  [{ name: "n", tags: { team: ["crm", " "] } }, "tags.team[1]", /at its ends; leave them out$/],
  [{ name: "n", tags: { "team ": ["crm"] } }, 'tags["team "]', /at its ends; write "team"$/],
  [{ name: "n", tags: { "adobe/pqs/table": ["t"] } }, 'tags["adobe/pqs/table"]', /AEP's own/],
  [{ name: "n", sandboxName: "prod\n" }, "sandboxName", /write "prod"$/],
  [{ name: "n", adopt: " 5c9e" }, "adopt", /write "5c9e"$/],
  [
    { name: "n", schemaRef: { id: profileUnionSchema.id, contentType: "application/json " } },
    "schemaRef.contentType",
    /write "application\/json"$/,
  ],
  [
    { name: "n", schemaRef: { ...profileUnionSchema, id: ` ${profileUnionSchema.id}` } },
    "schemaRef.id",
    /set it to/,
  ],
  [{ name: "n", forceDestory: true }, "forceDestory", /Did you mean "forceDestroy"/],
])("%j", (news, property, reason) => {
  expect(checkTargetDataset(news)).toEqual([{ property, reason: expect.stringMatching(reason) as string }]);
});

test("a value that is not known yet passes the check and is not changed", () => {
  const unknown = {
    name: unknownValue,
    tags: unknownValue,
    schemaRef: unknownValue,
    fileDescription: unknownValue,
  };
  expect(checkTargetDataset(unknown)).toEqual([]);
  expect(normaliseTargetDataset(unknown as unknown as TargetDatasetInputs)).toEqual(unknown);
});
