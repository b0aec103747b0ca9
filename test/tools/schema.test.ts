import { readFileSync } from "node:fs";
import { packageSchema } from "../../tools/schema/schema";
import type { ObjectSpec, PropertySpec, TypeSpec } from "../../tools/schema/spec";
import { schemaFile, schemaText } from "../../tools/schema/write";

jest.setTimeout(60_000);

let schema: ReturnType<typeof packageSchema>;
beforeAll(() => {
  schema = packageSchema();
});

/** The object with these properties, under the path of the schema that holds them. */
type Described = [path: string, object: Pick<ObjectSpec, "description" | "properties">];

function objects(): Described[] {
  return [
    ["config", { description: "The settings.", properties: schema.config.variables }],
    ["provider", { ...schema.provider, properties: schema.provider.inputProperties }],
    ...Object.entries(schema.resources).flatMap(([token, resource]): Described[] => [
      [`${token} outputs`, { ...resource, properties: resource.properties ?? {} }],
      [`${token} inputs`, { ...resource, properties: resource.inputProperties }],
    ]),
    ...Object.entries(schema.functions).flatMap(([token, { inputs, outputs }]): Described[] => [
      [`${token} inputs`, inputs],
      [`${token} outputs`, outputs],
    ]),
    ...Object.entries(schema.types).flatMap(([token, type]): Described[] =>
      "properties" in type ? [[token, type]] : [],
    ),
  ];
}

const properties = (): [string, PropertySpec][] =>
  objects().flatMap(([path, object]) =>
    Object.entries(object.properties).map(([name, property]): [string, PropertySpec] => [
      `${path} ${name}`,
      property,
    ]),
  );

test("the schema in the repository is that of the declarations; `npm run schema` writes it", () => {
  expect(readFileSync(schemaFile, "utf8")).toBe(schemaText());
});

test("it has the resources and functions of the plugin", () => {
  expect(Object.keys(schema.resources)).toEqual(
    expect.arrayContaining([
      "aep:index:TargetDataset",
      "aep:index:ExportJob",
      "aep:index:DatasetExpiration",
      "aep:index:SegmentDefinition",
    ]),
  );
  expect(Object.keys(schema.functions).sort()).toEqual([
    "aep:index:awaitExport",
    "aep:index:getBatchFiles",
    "aep:index:getBatches",
    "aep:index:getDataset",
    "aep:index:getDatasets",
    "aep:index:getExportJobs",
    "aep:index:getMergePolicy",
    "aep:index:getSegment",
    "aep:index:getSegmentSize",
  ]);
});

test("everything has a description, in plain Markdown", () => {
  const described = [
    ...objects(),
    ...properties(),
    ...Object.entries(schema.types),
    ...Object.entries(schema.functions),
  ].map(([path, { description }]) => [path, description]);
  expect(described.length).toBeGreaterThan(150);
  expect(described.filter(([, description]) => !description?.trim())).toEqual([]);
  expect(
    described.filter(([, description]) => /\{@|```|undefined|comma-separated string/.test(description ?? "")),
  ).toEqual([]);
});

test("no property is a union, and no reference leads nowhere", () => {
  const types = properties().flatMap(([path, property]) =>
    partsOf(property).map((part): [string, TypeSpec] => [path, part]),
  );
  expect(types.filter(([, type]) => type.type === undefined && type.$ref === undefined)).toEqual([]);
  expect(types.filter(([, type]) => "oneOf" in type)).toEqual([]);
  const references = types.flatMap(([, { $ref }]) => ($ref?.startsWith("#/types/") ? [$ref.slice(8)] : []));
  expect(references.length).toBeGreaterThan(10);
  expect(references.filter((token) => !(token in schema.types))).toEqual([]);
  expect(Object.keys(schema.types).filter((token) => !references.includes(token))).toEqual([]);
});

test("secrets are those of the credentials", () => {
  const secrets = properties().flatMap(([path, { secret }]) => (secret ? [path] : []));
  expect(secrets.sort()).toEqual([
    "config accessToken",
    "config clientSecret",
    "provider accessToken",
    "provider clientSecret",
  ]);
});

test("a job needs its dataset; its enum, list and limits are those of the declaration", () => {
  const job = schema.resources["aep:index:ExportJob"];
  expect(job?.requiredInputs).toEqual(["dataset"]);
  expect(job?.required).toEqual(["dataset", "sandboxName", "status", "batchIds"]);
  expect(job?.inputProperties["fields"]).toMatchObject({ type: "array", items: { type: "string" } });
  expect(job?.inputProperties["waitForCompletion"]?.type).toBe("boolean");
  expect(job?.inputProperties["dataset"]?.type).toBe("string");
  expect(job?.properties?.["profileCount"]?.type).toBe("number");
  expect(schema.types["aep:index:SegmentStatus"]).toMatchObject({
    enum: [{ value: "realized" }, { value: "existing" }, { value: "exited" }],
  });
  expect(schema.types["aep:index:ExportSegment"]).toMatchObject({
    properties: { status: { items: { $ref: "#/types/aep:index:SegmentStatus" } } },
  });
  // The engine's customTimeouts are in its place.
  const timeouts = schema.types["aep:index:ExportJobTimeouts"];
  expect(timeouts && "properties" in timeouts && Object.keys(timeouts.properties)).toEqual(["delete"]);
});

test("a dataset needs nothing, and what the provider keeps for itself is not in the schema", () => {
  expect(schema.resources["aep:index:TargetDataset"]?.requiredInputs).toBeUndefined();
  const kept = properties().filter(([path]) => /\b(owner|stackId|mark)$/.test(path));
  expect(kept.map(([path]) => path)).toEqual(["provider stackId"]);
});

test("settings say their environment variable and default in words, and give no value", () => {
  const { sandboxName } = schema.config.variables;
  expect(sandboxName?.description).toMatch(/environment variable `AEP_SANDBOX_NAME`, or else `prod`\.$/);
  expect(properties().filter(([, property]) => "default" in property || "defaultInfo" in property)).toEqual(
    [],
  );
});

function partsOf(type: TypeSpec): TypeSpec[] {
  const inner = type.items ?? type.additionalProperties;
  return inner ? [type, ...partsOf(inner)] : [type];
}
