import fc from "fast-check";
import type { Records } from "./fuzzedRecords";
import { nonsense } from "./nonsense";

const unionSchema = {
  id: "https://ns.adobe.com/xdm/context/profile__union",
  contentType: "application/vnd.adobe.xed+json;version=1",
};

let made = 0;

/** Valid bodies. A fuzzed one differs in one or two places. */
export const bodies = {
  job: (of: Records) => ({
    fields: "person.name.firstName,personalEmail.address",
    mergePolicy: { id: "0bf16e61-90e9-4204-b8fa-ad250360957b", version: 1 },
    filter: {
      segments: [{ segmentId: of.segment, segmentNs: "ups", status: ["realized"] }],
      segmentQualificationTime: { startTime: "2020-01-01T00:00:00Z", endTime: "2030-01-01T00:00:00Z" },
      fromIngestTimestamp: "2020-01-01T00:00:00Z",
      emptyProfiles: true,
    },
    additionalFields: {
      eventList: { fields: "_id", filter: { fromIngestTimestamp: "2020-01-01T00:00:00Z" } },
    },
    destination: { datasetId: of.dataset, segmentPerBatch: true },
    schema: { name: "_xdm.context.profile" },
    evaluationInfo: { segmentation: true },
  }),
  dataset: () => ({
    name: "fuzzed",
    description: "x",
    schemaRef: unionSchema,
    tags: { a: ["b"] },
    fileDescription: {},
  }),
  change: () => ({ name: "changed", description: "y", tags: { c: ["d"] } }),
  patch: () => [{ op: "replace", path: "/name", value: "patched", from: "/description" }],
  segment: () => ({
    name: `fuzzed ${(made += 1)}`,
    expression: { type: "PQL", format: "pql/text", value: 'homeAddress.countryISO = "US"' },
    schema: { name: "_xdm.context.profile" },
    evaluationInfo: { batch: { enabled: true } },
  }),
  policy: () => ({
    name: "fuzzed",
    schema: { name: "_xdm.context.profile" },
    identityGraph: { type: "none" },
    attributeMerge: { type: "dataSetPrecedence", order: ["x"] },
    default: false,
  }),
  faults: () => ({ seed: 1, calls: [], jobs: [{ fault: "fail", times: 0 }] }),
  nothing: () => undefined,
};

/** A JSON value with the place `at` replaced. */
export function mutated(value: unknown, at: number[], replacement: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined || typeof value !== "object" || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[first % keys.length];
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = mutated(copy[key], rest, replacement);
  return copy;
}

/** Replacements for a part of a body. */
export const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  nonsense,
  fc.constantFrom<unknown>(
    ...[
      "/__proto__/x",
      "/constructor/prototype/x",
      "/tags/-",
      "/",
      "",
      "move",
      "copy",
      "test",
      "add",
      "remove",
    ],
    ...[
      "a..b",
      "identityMap.*",
      "person.name",
      "0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999999999+23:59",
    ],
    ...['select "', 'person.name.firstName = "', "((((", "a".repeat(3000), 1e308, -0, { __proto__: [] }],
  ),
);

/** Replacements for a whole body. */
export const anyBody = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "{", '{"__proto__": {"x": 1}}', "[".repeat(5000), '"\\ud800"'),
  fc.constant(JSON.stringify("x".repeat(1024 * 1024 + 1))),
);
