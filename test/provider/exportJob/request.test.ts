import fc from "fast-check";
import type { ExportJobInputs } from "../../../provider/exportJob/declaration/inputs";
import { normaliseExportJob } from "../../../provider/exportJob/declaration/normalise";
import { exportRequest } from "../../../provider/exportJob/declaration/request";
import { exportJobLifecycle } from "../../../provider/exportJob/lifecycle";
import type { OwnerContext } from "../../../provider/lifecycle/lifecycle";
import { Run } from "../../../provider/lifecycle/run";

const path = fc
  .array(fc.constantFrom("person", "name", "homeAddress", "city", "_acme", "loyalty level"), {
    minLength: 1,
    maxLength: 3,
  })
  .map((names) => names.join("."));
const paths = fc.array(path, { minLength: 1, maxLength: 4 });
const time = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const optional = { requiredKeys: [] };
const segment = fc.record(
  {
    segmentId: fc.uuid(),
    segmentNs: fc.constantFrom("ups", "AAM"),
    status: fc.uniqueArray(fc.constantFrom("realized" as const, "existing" as const, "exited" as const), {
      minLength: 1,
    }),
  },
  { requiredKeys: ["segmentId"] },
);
const inputs: fc.Arbitrary<ExportJobInputs> = fc.record(
  {
    dataset: fc.uuid(),
    fields: fc.oneof(
      paths,
      paths.map((all) => all.join(", ")),
    ),
    mergePolicy: fc.record({ id: fc.uuid(), version: fc.nat() }, { requiredKeys: ["id"] }),
    filter: fc.record(
      {
        segments: fc.array(segment, { minLength: 1, maxLength: 3 }),
        segmentQualificationTime: fc.record({ startTime: time, endTime: time }, optional),
        fromIngestTimestamp: time,
        emptyProfiles: fc.boolean(),
      },
      optional,
    ),
    additionalFields: fc.record(
      {
        eventList: fc.record(
          {
            fields: paths,
            filter: fc.record({ fromIngestTimestamp: time, toIngestTimestamp: time }, optional),
          },
          optional,
        ),
      },
      optional,
    ),
    segmentPerBatch: fc.boolean(),
    schemaName: fc.constantFrom("_xdm.context.profile", "other"),
    evaluationInfo: fc.record({ segmentation: fc.boolean() }, optional),
    triggers: fc.array(fc.jsonValue()),
    sandboxName: fc.constantFrom("prod", "dev"),
  },
  { requiredKeys: ["dataset", "sandboxName"] },
);

test("normalising twice gives the same as normalising once", () => {
  fc.assert(
    fc.property(inputs, (all) => {
      const normal = normaliseExportJob(all);
      expect(normaliseExportJob(normal)).toEqual(normal);
    }),
  );
});

test("the normal form, another order of keys and another form of fields are no changes", async () => {
  await fc.assert(
    fc.asyncProperty(inputs, async (all) => {
      for (const same of [normaliseExportJob(all), backwards(all), rewritten(all)]) {
        expect(await diff(all, same)).toEqual({ changes: false, replaces: [] });
        expect(await diff(same, all)).toEqual({ changes: false, replaces: [] });
      }
    }),
  );
});

test("another field list, filter, trigger or sandbox replaces the job", async () => {
  const before: ExportJobInputs = { dataset: "d", sandboxName: "prod" };
  const changes: Partial<ExportJobInputs>[] = [
    { dataset: "e" },
    { fields: "a" },
    { mergePolicy: { id: "p" } },
    { filter: { segments: [{ segmentId: "s" }] } },
    { filter: { emptyProfiles: true } },
    { filter: { fromIngestTimestamp: "2026-01-01T00:00:00Z" } },
    { additionalFields: { eventList: {} } },
    { segmentPerBatch: true },
    { schemaName: "other" },
    { evaluationInfo: { segmentation: true } },
    { triggers: [1] },
    { sandboxName: "dev" },
  ];
  for (const change of changes) {
    expect(await diff(before, { ...before, ...change })).toEqual({
      changes: true,
      replaces: Object.keys(change),
    });
  }
});

test("the same time with another offset is no change, a time with more digits is one", async () => {
  const at = (fromIngestTimestamp: string): ExportJobInputs => ({
    dataset: "d",
    filter: { fromIngestTimestamp },
    sandboxName: "prod",
  });
  const same = await diff(at("2026-01-31T09:30:00+02:00"), at("2026-01-31T07:30:00.000Z"));
  expect(same.changes).toBe(false);
  const finer = await diff(at("2026-01-31T07:30:00.0001Z"), at("2026-01-31T07:30:00.0002Z"));
  expect(finer.changes).toBe(true);
});

test("adding an empty object is no change", async () => {
  const nothing: Partial<ExportJobInputs>[] = [
    { filter: {} },
    { filter: { segmentQualificationTime: {} } },
    { additionalFields: {} },
    { evaluationInfo: {} },
  ];
  for (const part of nothing) {
    expect(await diff({ dataset: "d" }, { dataset: "d", ...part })).toEqual({ changes: false, replaces: [] });
  }
});

test("the request holds what the program gives, and the dataset and schema that AEP requires", () => {
  expect(exportRequest({ dataset: "d" })).toEqual({
    destination: { datasetId: "d" },
    schema: { name: "_xdm.context.profile" },
  });
  expect(
    exportRequest({
      dataset: "d",
      fields: ["a.b", "c"],
      additionalFields: { eventList: { fields: ["e", "f"] } },
      segmentPerBatch: true,
      triggers: ["never sent"],
      sandboxName: "never sent",
    }),
  ).toEqual({
    fields: "a.b,c",
    additionalFields: { eventList: { fields: "e,f" } },
    destination: { datasetId: "d", segmentPerBatch: true },
    schema: { name: "_xdm.context.profile" },
  });
});

/** The diff of a job that is known to have succeeded, about which AEP is not asked. */
function diff(old: ExportJobInputs, news: ExportJobInputs) {
  const client = { inSandbox: () => client, sandboxName: "prod" };
  const owner = { urn: "urn:pulumi:dev::shop::aep:index:ExportJob::daily" };
  const context = { client, run: new Run(), owner } as unknown as OwnerContext;
  const declared = (all: ExportJobInputs) => ({ ...all, sandboxName: all.sandboxName ?? "prod" });
  const state = { ...declared(old), status: "SUCCEEDED", batchIds: [] };
  return exportJobLifecycle.diff(context, { id: "1", state }, declared(news));
}

function backwards<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => backwards(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, backwards<unknown>(inner)])) as T;
}

function rewritten({ fields, ...rest }: ExportJobInputs): ExportJobInputs {
  if (fields === undefined) return rest;
  return { ...rest, fields: typeof fields === "string" ? fields.split(",") : fields.join(" , ") };
}
