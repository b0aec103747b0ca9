import { checkExportJob, warnAboutExportJob } from "../../../provider/exportJob/declaration/schema";
import { unknownValue } from "../../../provider/inputs/unknown";

const timeRule = /RFC 3339 time with an offset, such as/;

test.each<[Record<string, unknown>, string, RegExp]>([
  [{ dataset: "" }, "dataset", /must not be empty/],
  [{ dataset: undefined }, "dataset", /is missing/],
  [{ fields: [] }, "fields", /must not be empty; leave it out/],
  [{ fields: ["a", "b..c"] }, "fields[1]", /"b\.\.c" is not a dot path/],
  [{ fields: "a,,b" }, "fields", /"" is not a dot path/],
  [{ fields: ["a,b"] }, "fields[0]", /"a,b" is not a dot path/],
  [{ fields: 3 }, "fields", /array of dot paths, or one string/],
  [{ mergePolicy: { id: "p", version: 1.5 } }, "mergePolicy.version", /whole number/],
  [{ filter: { segments: [{ segmentId: "" }] } }, "filter.segments[0].segmentId", /must not be empty/],
  [
    { filter: { segments: [{ segmentId: "s", status: ["gone"] }] } },
    "filter.segments[0].status[0]",
    /realized, existing or exited/,
  ],
  [{ filter: { segments: [] } }, "filter.segments", /leave it out to export all profiles/],
  [{ filter: { fromIngestTimestamp: "2026-01-31" } }, "filter.fromIngestTimestamp", timeRule],
  [{ filter: { fromIngestTimestamp: "2026-01-31T09:00:00" } }, "filter.fromIngestTimestamp", timeRule],
  [
    { filter: { segmentQualificationTime: { startTime: "yesterday" } } },
    "filter.segmentQualificationTime.startTime",
    timeRule,
  ],
  [
    {
      filter: {
        segmentQualificationTime: { startTime: "2026-01-02T00:00:00Z", endTime: "2026-01-02T00:30:00+01:00" },
      },
    },
    "filter.segmentQualificationTime.endTime",
    /must be later than startTime/,
  ],
  [
    { filter: { segments: [{ segmentId: "s" }, { segmentId: "t" }, { segmentId: "s", segmentNs: "ups" }] } },
    "filter.segments[2]",
    /the same segment as filter\.segments\[0\]/,
  ],
  [{ dataset: "5c9e\n" }, "dataset", /at its ends; write "5c9e"$/],
  [{ mergePolicy: { id: " p" } }, "mergePolicy.id", /write "p"$/],
  [{ filter: { segments: [{ segmentId: "s\t" }] } }, "filter.segments[0].segmentId", /write "s"$/],
  [
    { filter: { segments: [{ segmentId: "s", segmentNs: "AAM " }] } },
    "filter.segments[0].segmentNs",
    /write "AAM"$/,
  ],
  [{ schemaName: "_xdm.context.profile " }, "schemaName", /write "_xdm.context.profile"$/],
  [{ sandboxName: " dev" }, "sandboxName", /write "dev"$/],
  [{ adopt: "42 " }, "adopt", /write "42"$/],
  [{ timeouts: { delete: " 90m" } }, "timeouts.delete", /" 90m" is not a duration/],
  [{ triggers: "week" }, "triggers", /must be an array/],
  [{ schemaname: "s" }, "schemaname", /Did you mean "schemaName"/],
])("%j", (part, property, reason) => {
  const failures = checkExportJob({ dataset: "d", ...part });
  expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) as string }]);
});

test.each([
  ["*", "Leave fields out to export all fields"],
  ["/", "Leave fields out to export all fields"],
  ["$", "Leave fields out to export all fields"],
  ["$.*", "Leave fields out to export all fields"],
  ["/person/name", 'Write "person.name"'],
  ["$.person", 'Write "person"'],
  ["$['person']['name']", 'Write "person.name"; through an array it means every element'],
  ["a[0].b", 'Write "a.b"; through an array it means every element'],
  ["a[*].b", 'Write "a.b"; through an array it means every element'],
  ["a[]", 'Write "a"; through an array it means every element'],
  ["person.*", 'Write "person", which exports all that is in it'],
  ["'person.name'", 'Write "person.name"'],
  ["person..name", 'Write "person.name"'],
  [".person", 'Write "person"'],
  ["$person", 'Write "person"'],
  ["person\\name", 'Write "person.name"'],
  ["", "Write the names of the fields joined by dots, such as person.name.firstName"],
])("%j is told as no dot path, with the form that is meant, in each of its places", (path, remedy) => {
  const reason = `${JSON.stringify(path)} is not a dot path. ${remedy}`;
  const places: [inputs: object, property: string][] = [
    [{ fields: path }, "fields"],
    [{ fields: `person, ${path}` }, "fields"],
    [{ fields: ["person", path] }, "fields[1]"],
    [{ additionalFields: { eventList: { fields: path } } }, "additionalFields.eventList.fields"],
    [{ additionalFields: { eventList: { fields: [path] } } }, "additionalFields.eventList.fields[0]"],
  ];
  for (const [inputs, property] of places)
    expect(checkExportJob({ dataset: "d", ...inputs })).toEqual([{ property, reason }]);
});

test.each([
  { fields: ["_acme.loyalty-level.tier_1", "identityMap.Email", "café.größe", "a$b"] },
  { fields: "person.name , personalEmail.address" },
  { fields: ["loyalty level.tier"] },
  { filter: { fromIngestTimestamp: "2026-01-31T09:30:00.123+02:00" } },
  { filter: { segments: [{ segmentId: "s" }, { segmentId: "s", segmentNs: "AAM" }] } },
  { filter: unknownValue },
  { filter: { segments: unknownValue, segmentQualificationTime: { startTime: unknownValue } } },
  { filter: { segments: [{ segmentId: unknownValue }, { segmentId: unknownValue }, unknownValue] } },
  { additionalFields: { eventList: unknownValue }, triggers: [unknownValue] },
])("%j is right", (part) => {
  expect(checkExportJob({ dataset: unknownValue, ...part })).toEqual([]);
  expect(() => warnAboutExportJob({ dataset: unknownValue, ...part })).not.toThrow();
});

test("only several segments without a merge policy cause a warning", () => {
  const segments = [{ segmentId: "s" }, { segmentId: "t" }];
  expect(warnAboutExportJob({ dataset: "d", filter: { segments } })).toEqual([
    expect.stringContaining("mergePolicy"),
  ]);
  expect(warnAboutExportJob({ dataset: "d", filter: { segments }, mergePolicy: { id: "p" } })).toEqual([]);
  expect(warnAboutExportJob({ dataset: "d" })).toEqual([]);
});

test("faults between properties are reported together with faults of single properties", () => {
  const failures = checkExportJob({
    dataset: "d",
    fields: [5],
    filter: {
      segments: [{ segmentId: "s", segmentNs: "UPS" }, { segmentId: "s" }],
      segmentQualificationTime: { startTime: "2026-02-01T00:00:00Z", endTime: "2026-01-01T00:00:00Z" },
    },
  });
  expect(failures.map(({ property }) => property)).toEqual([
    "fields[0]",
    "filter.segmentQualificationTime.endTime",
    "filter.segments[1]",
  ]);
});

test("an event filter without event fields causes a warning", () => {
  const eventList = { filter: { fromIngestTimestamp: "2026-01-01T00:00:00Z" } };
  const warningsOf = (list: object): string[] =>
    warnAboutExportJob({ dataset: "d", additionalFields: { eventList: list } });
  expect(warningsOf(eventList)).toEqual([expect.stringContaining("additionalFields.eventList.fields")]);
  expect(warningsOf({ ...eventList, fields: "web" })).toEqual([]);
});
