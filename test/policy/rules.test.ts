import type { PolicyResource, StackValidationArgs } from "@pulumi/policy";
import { datasetExpiration, exportJob, type ExportJob, type TargetDataset } from "../../policy/resource";
import { policyOf, type Rule } from "../../policy/rule";
import { datasetTags } from "../../policy/rules/datasetTags";
import { emptyProfiles } from "../../policy/rules/emptyProfiles";
import { eventStart } from "../../policy/rules/eventStart";
import { forceDestroy } from "../../policy/rules/forceDestroy";
import { jobTimeout } from "../../policy/rules/jobTimeout";
import { largeExport } from "../../policy/rules/largeExport";
import { personalData } from "../../policy/rules/personalData";
import { retention } from "../../policy/rules/retention";
import { segmentFilter } from "../../policy/rules/segmentFilter";

/** Paths of the properties that break the rule. Settings that are not given have their defaults. */
function broken<Declared, Settings extends object>(
  rule: Rule<Declared, Settings>,
  declared: Declared,
  configured: Partial<Settings> = {},
): string[] {
  const settings = Object.entries<{ default: unknown }>(rule.settings);
  const defaults = Object.fromEntries(settings.map(([key, setting]) => [key, setting.default])) as Settings;
  return [...rule.violations(declared, { ...defaults, ...configured })].map(({ property }) => property);
}

describe("personal-data", () => {
  const job = (rest: ExportJob): ExportJob => ({ sandboxName: "dev", ...rest });

  test.each<[fields: string | string[], expected: string[]]>([
    ["loyalty.tier,testProfile", []],
    [["person.name.firstName", "loyalty.tier"], ["fields[0]"]],
    // An object that contains personal data.
    [["loyalty"], ["fields[0]"]],
    [["loyalty.tier", "environment"], ["fields[1]"]],
    ["loyalty.tier, personalEmail.address ,person", ["fields", "fields"]],
    [[" person "], ["fields[0]"]],
    // Other names with the same beginning.
    [["personality", "person2.name", "loyalty.loyaltyIDs"], []],
  ])("of %j finds %j", (fields, expected) => expect(broken(personalData, job({ fields }))).toEqual(expected));

  test("takes missing fields for all fields, of events too", () => {
    expect(broken(personalData, job({}))).toEqual(["fields"]);
    const eventList = { filter: {} };
    expect(broken(personalData, job({ fields: "loyalty.tier", additionalFields: { eventList } }))).toEqual([
      "additionalFields.eventList.fields",
    ]);
    const named = { fields: ["eventType", "placeContext.geo.city"] };
    expect(
      broken(personalData, job({ fields: "loyalty.tier", additionalFields: { eventList: named } })),
    ).toEqual(["additionalFields.eventList.fields[1]"]);
  });

  test("allows sandboxes and takes paths by configuration", () => {
    expect(broken(personalData, { sandboxName: "prod" })).toEqual([]);
    expect(broken(personalData, { sandboxName: "prod" }, { sandboxes: [] })).toEqual(["fields"]);
    expect(broken(personalData, job({}), { sandboxes: ["prod", "dev"] })).toEqual([]);
    const fields = ["_acme.plate", "person.name"];
    expect(broken(personalData, job({ fields }), { moreFields: ["_acme"] })).toEqual([
      "fields[0]",
      "fields[1]",
    ]);
    expect(broken(personalData, job({ fields }), { fields: ["_acme.plate"] })).toEqual(["fields[0]"]);
  });
});

test("a value that is not known yet hides no violation", () => {
  const unknown = new Error("not known during preview");
  const fields = ["person.name", "later", "mobilePhone.number"];
  Object.defineProperty(fields, 1, {
    get: () => {
      throw unknown;
    },
  });
  const found: string[] = [];
  const judge = () => {
    const job = { sandboxName: "dev", fields, additionalFields: { eventList: {} } };
    const settings = { fields: ["person", "mobilePhone"], moreFields: [], sandboxes: [] };
    for (const { property } of personalData.violations(job, settings)) found.push(property);
  };
  expect(judge).toThrow(unknown);
  expect(found).toEqual(["fields[0]", "fields[2]", "additionalFields.eventList.fields"]);
});

test("segment-filter", () => {
  const property = "filter.segments";
  expect(broken(segmentFilter, {})).toEqual([property]);
  expect(broken(segmentFilter, { filter: { segments: [] } })).toEqual([property]);
  expect(broken(segmentFilter, { filter: { segments: [{ segmentId: "gold" }] } })).toEqual([]);
});

test("large-export, by sandbox and only where the number is told", () => {
  const inDev: ExportJob = { sandboxName: "dev", estimatedProfiles: 1001 };
  expect(broken(largeExport, inDev)).toEqual([]);
  expect(broken(largeExport, { ...inDev, estimatedProfiles: 1_000_001 })).toEqual(["filter"]);
  const limits = { dev: 1000, "*": 2000 };
  expect(broken(largeExport, inDev, { limits })).toEqual(["filter"]);
  expect(broken(largeExport, { ...inDev, estimatedProfiles: 1000 }, { limits })).toEqual([]);
  expect(broken(largeExport, { sandboxName: "dev" }, { limits })).toEqual([]);
  expect(broken(largeExport, { ...inDev, sandboxName: "prod" }, { limits })).toEqual([]);
  expect(broken(largeExport, { ...inDev, sandboxName: "prod" }, { limits: { "*": 0 } })).toEqual(["filter"]);
  // Without `*`, the other sandboxes have no limit.
  expect(broken(largeExport, { ...inDev, sandboxName: "prod" }, { limits: { dev: 0 } })).toEqual([]);
});

describe("retention", () => {
  const personal: ExportJob = { sandboxName: "prod", fields: "person.name" };
  const dataset = { urn: "urn:pulumi:live::shop::aep:TargetDataset::daily" };
  const inDays = (days: number): string => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();

  /** The messages about a job and an expiration of a dataset, which both refer to by its resource. */
  function found(job: ExportJob, expiration?: object, days = 30): string[] {
    const of = ({ type }: { type: string }, props: object) => ({
      type,
      name: "daily",
      urn: "",
      props,
      propertyDependencies: { dataset: [dataset] },
    });
    const resources = [of(exportJob, job), ...(expiration ? [of(datasetExpiration, expiration)] : [])];
    const messages: string[] = [];
    const stack = {
      resources: resources as unknown as PolicyResource[],
      getConfig: () => ({ days, fields: ["person"], moreFields: [] }),
    };
    void retention.validateStack(stack as unknown as StackValidationArgs, (message) =>
      messages.push(message),
    );
    return messages;
  }

  test("finds personal data without an expiration, and says what to write", () =>
    expect(found(personal)).toEqual([
      'Export job "daily": dataset holds personal data, but has no expiration. ' +
        'Set retention: "P30D" on its aep.ProfileExport, or declare an aep.DatasetExpiration of the dataset, at most 30 days ahead.',
    ]));

  test.each([
    [{ retention: "P31D" }, "but expires after P31D only"],
    [{ retention: "P1M" }, "but expires after P1M only"],
    [{ expiry: "2099-12-31" }, "but expires on 2099-12-31 only"],
  ])("finds %j too late", (expiration, words) =>
    expect(found(personal, expiration)).toEqual([expect.stringContaining(words)]),
  );

  test.each([{ retention: "P30D" }, { retention: "P4W" }, { expiry: inDays(29.9) }])(
    "allows %j",
    (expiration) => expect(found(personal, expiration)).toEqual([]),
  );

  test("allows what holds no personal data", () =>
    expect(found({ ...personal, fields: "loyalty.tier" })).toEqual([]));
});

test("empty-profiles", () => {
  expect(broken(emptyProfiles, { filter: { emptyProfiles: true } })).toEqual(["filter.emptyProfiles"]);
  expect(broken(emptyProfiles, { filter: { emptyProfiles: false } })).toEqual([]);
  expect(broken(emptyProfiles, {})).toEqual([]);
});

test("event-start", () => {
  const withEvents = (filter?: object): ExportJob => ({ additionalFields: { eventList: { filter } } });
  const property = "additionalFields.eventList.filter.fromIngestTimestamp";
  expect(broken(eventStart, withEvents())).toEqual([property]);
  expect(broken(eventStart, withEvents({ toIngestTimestamp: "2026-01-31T00:00:00Z" }))).toEqual([property]);
  expect(broken(eventStart, withEvents({ fromIngestTimestamp: "2026-01-31T00:00:00Z" }))).toEqual([]);
  expect(broken(eventStart, {})).toEqual([]);
});

test("dataset-tags", () => {
  expect(broken(datasetTags, {})).toEqual(["tags.owner", "tags.purpose"]);
  expect(broken(datasetTags, { tags: { owner: ["crm"], purpose: [" "] } })).toEqual(["tags.purpose"]);
  expect(broken(datasetTags, { tags: { owner: ["crm"], purpose: ["churn model"] } })).toEqual([]);
  expect(broken(datasetTags, { tags: { owner: ["crm"] } }, { tags: ["owner"] })).toEqual([]);
  expect(broken(datasetTags, {}, { tags: ["toString"] })).toEqual(["tags.toString"]);
});

test("force-destroy", () => {
  const inProd: TargetDataset = { sandboxName: "prod", forceDestroy: true };
  expect(broken(forceDestroy, inProd)).toEqual(["forceDestroy"]);
  expect(broken(forceDestroy, { ...inProd, forceDestroy: false })).toEqual([]);
  expect(broken(forceDestroy, { ...inProd, sandboxName: "dev" })).toEqual([]);
  expect(broken(forceDestroy, { ...inProd, sandboxName: "live" }, { sandboxes: ["live"] })).toEqual([
    "forceDestroy",
  ]);
});

test("job-timeout", () => {
  expect(broken(jobTimeout, {})).toEqual(["timeouts.create"]);
  expect(broken(jobTimeout, { timeouts: { create: "2h" } })).toEqual([]);
});

/** The messages of `job-timeout` about a resource without properties. */
function messagesOf(type: string, configured: object = {}): string[] {
  const { validateResource } = policyOf(jobTimeout);
  if (typeof validateResource !== "function") throw new Error("A rule is one function");
  const messages: string[] = [];
  const resource = { type, name: "daily", props: {}, getConfig: () => configured };
  void validateResource(resource as unknown as Parameters<typeof validateResource>[0], (message) =>
    messages.push(message),
  );
  return messages;
}

test("a message names the resource, the property and the remedy, and a rule ignores other resources", () => {
  expect(messagesOf("pulumi-nodejs:dynamic/aep:ExportJob")).toEqual([
    expect.stringMatching(/^Export job "daily": timeouts\.create is not set, .*\. Set it, .*\.$/),
  ]);
  expect(messagesOf("pulumi-nodejs:dynamic/aep:TargetDataset")).toEqual([]);
});

test("a rule refuses a setting that it does not have, without a stack", () => {
  const message = 'job-timeout has no setting "limit". Use enforcementLevel';
  const refused = () => messagesOf("pulumi-nodejs:dynamic/aep:ExportJob", { limit: "2h" });
  expect(refused).toThrow(new Error(message));
  expect(refused).toThrow(expect.objectContaining({ stack: message }) as Error);
});
