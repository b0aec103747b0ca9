import type { ExportJobRequest } from "../../contract/exportJobs";
import type { AttributeMerge } from "../../contract/segments";
import { comparable, trimmed } from "./comparable";
import { LoadedAep } from "./loadedAep";
import { expectedRows } from "./oracle";
import { sorted, wholeRecord, type DataRecord, type Value } from "./value";

const loadedAt = Date.parse("2024-06-01T00:00:00Z");
const identity = (id: string): DataRecord => ({ Email: [{ id, primary: true }] });
const member = (status: string, lastQualificationTime: string): DataRecord => ({
  status,
  lastQualificationTime,
});
const told = (ingested: string, sourceDatasetId: string): DataRecord => ({
  ingestTime: Date.parse(ingested),
  sourceDatasetId,
});

/** Each profile has its own name as `_id` and as identity. */
const profiles: DataRecord[] = [
  {
    _id: "ann",
    identityMap: identity("ann"),
    person: { name: { firstName: "Ann", lastName: "Lee" } },
    loyalty: { tier: "gold", points: 10, active: true },
    tags: ["a", "b"],
    segmentMembership: { ups: { s1: member("realized", "2024-03-01T00:00:00Z") } },
    _acp_system_metadata: told("2024-05-01T00:00:00Z", "crm"),
  },
  {
    _id: "ann",
    identityMap: identity("ann"),
    person: { name: { firstName: "", lastName: null } },
    loyalty: { tier: null, points: 0, active: false },
    tags: [],
    segmentMembership: { ups: { s1: { status: "exited" } } },
    _acp_system_metadata: told("2024-05-03T00:00:00Z", "web"),
  },
  {
    _id: "ann",
    identityMap: identity("ann"),
    person: { name: { firstName: "Anna", lastName: "Li" }, birthYear: 1990 },
    loyalty: { points: 99 },
    _acp_system_metadata: told("2024-05-02T00:00:00Z", "shop"),
  },
  {
    _id: "ben",
    identityMap: identity("ben"),
    person: { name: { firstName: "Ben" } },
    addresses: [{ city: "Rome", zip: "00100" }, { city: "Bari" }],
    segmentMembership: {
      ups: {
        s1: member("existing", "2024-04-01T02:00:00+02:00"),
        s2: member("exited", "2024-05-01T00:00:00Z"),
      },
    },
    _acp_system_metadata: told("2024-05-10T00:00:00Z", "crm"),
  },
  {
    _id: "cat",
    identityMap: { ...identity("cat"), ECID: [{ id: "77" }] },
    "person.name": "a key with a dot",
    segmentMembership: {
      UPS: {
        s3: member("realized", "2024-04-02T00:00:00Z"),
        s2: member("realized", "2024-04-01T00:00:00.001Z"),
      },
      AAM: { s1: member("realized", "2024-01-01T00:00:00Z") },
    },
    _acp_system_metadata: told("2024-05-10T00:00:00.001Z", "web"),
  },
  {
    _id: "dan",
    identityMap: identity("dan"),
    segmentMembership: { AAM: { s1: member("exited", "2024-03-15T00:00:00Z") } },
    _acp_system_metadata: told("2024-05-20T00:00:00Z", "web"),
  },
  { _id: "eve", identityMap: identity("eve"), segmentMembership: null },
  { _id: "nobody", note: "without an identity" },
];

const event = (of: string, name: string, ingested?: string): DataRecord => ({
  _id: `${of}-${name}`,
  identityMap: identity(of),
  // The time of the event itself lies far from that of its ingestion, and must not matter.
  timestamp: name === "first" ? "2030-01-01T00:00:00Z" : "2001-01-01T00:00:00Z",
  web: { page: { name, views: 0 } },
  ...(ingested && { _acp_system_metadata: told(ingested, "clicks") }),
});
const events = [
  event("ann", "first", "2024-05-01T00:00:00Z"),
  event("ann", "second", "2024-05-02T00:00:00Z"),
  event("ann", "third", "2024-05-03T00:00:00Z"),
  event("ben", "first"),
  event("ghost", "first", "2024-05-15T00:00:00Z"),
  event("ghost", "second", "2024-05-16T00:00:00Z"),
  event("spirit", "first", "2024-01-01T00:00:00Z"),
];
const everyone = ["ann", "ben", "cat", "dan", "eve", "nobody"];

let aep: LoadedAep;
beforeAll(async () => {
  aep = await LoadedAep.start({ profiles, events }, { clock: () => loadedAt });
});
afterAll(() => aep.close());

const newestFirst: AttributeMerge = { type: "timestampOrdered" };

/** Exports, holds the rows against the oracle's, and answers them. */
async function exported(
  request: Partial<ExportJobRequest>,
  merge: AttributeMerge = newestFirst,
): Promise<DataRecord[]> {
  const { rows } = await aep.export(request);
  const expected = expectedRows({ profiles, events, loadedAt }, { request, merge });
  expect(comparable(rows, request)).toEqual(comparable(expected, request));
  return rows;
}

const name = ({ _id, identityMap }: DataRecord): string =>
  (_id ?? ((identityMap as DataRecord)["Email"] as DataRecord[])[0]?.["id"]) as string;
const names = (rows: DataRecord[]): string[] => rows.map(name).sort();
const rowOf = (wanted: string, rows: DataRecord[]): DataRecord | undefined =>
  rows.find((row) => name(row) === wanted);

test("everything: all merged profiles, whole, and no system metadata", async () => {
  const rows = await exported({});
  expect(names(rows)).toEqual(everyone);
  expect(rows.flatMap(Object.keys)).not.toContain("_acp_system_metadata");
  expect(rows.flatMap(Object.keys)).not.toContain("eventList");
  expect(rowOf("cat", rows)).toMatchObject({ "person.name": "a key with a dot" });
});

describe("fields", () => {
  test.each<[fields: string, of: string, row: DataRecord]>([
    ["person.name.firstName", "ben", { person: { name: { firstName: "Ben" } } }],
    ["person,person.name.firstName", "ben", { person: { name: { firstName: "Ben" } } }],
    ["person.name", "cat", { "person.name": "a key with a dot" }],
    ["addresses.city", "ben", { addresses: [{ city: "Rome" }, { city: "Bari" }] }],
    ["addresses.zip , loyalty.points", "ben", { addresses: [{ zip: "00100" }, {}] }],
    ["segmentMembership.AAM", "dan", { segmentMembership: profiles[5]?.["segmentMembership"] as Value }],
    [
      "segmentMembership.ups.s1.status",
      "ben",
      { segmentMembership: { ups: { s1: { status: "existing" } } } },
    ],
    ["identityMap.ECID", "cat", {}],
    ["no.such.field", "ann", {}],
    ["_acp_system_metadata.ingestTime,loyalty.tier", "ann", { loyalty: { tier: "gold" } }],
  ])("%s, with _id and identityMap and nothing else", async (fields, of, wanted) => {
    const rows = names(await exported({ fields }));
    expect(rows).toEqual(everyone);
    const row = rowOf(of, (await aep.export({ fields })).rows);
    const { _id, identityMap, ...others } = trimmed(row as DataRecord);
    expect([_id, others]).toEqual([of, wholeRecord(wanted)]);
    expect(identityMap).toMatchObject(identity(of));
  });
});

describe("mergePolicy", () => {
  const ann = async (request: Partial<ExportJobRequest>, merge: AttributeMerge): Promise<DataRecord> => {
    const { person, loyalty, tags } = rowOf("ann", await exported(request, merge)) ?? {};
    return { person, loyalty, tags } as DataRecord;
  };

  test("absent: the newest fragment wins leaf by leaf; false, 0, empty text and empty arrays are values, null is none", async () => {
    expect(await ann({}, newestFirst)).toEqual({
      person: { name: { firstName: "", lastName: "Li" }, birthYear: 1990n },
      loyalty: { tier: "gold", points: 0n, active: false },
      tags: [],
    });
  });

  test.each<[order: string[], values: DataRecord]>([
    [
      ["crm", "web"],
      {
        person: { name: { firstName: "Ann", lastName: "Lee" }, birthYear: 1990n },
        loyalty: { tier: "gold", points: 10n, active: true },
        tags: ["a", "b"],
      },
    ],
    [
      ["shop"],
      {
        person: { name: { firstName: "Anna", lastName: "Li" }, birthYear: 1990n },
        loyalty: { tier: "gold", points: 99n, active: false },
        tags: [],
      },
    ],
    [
      ["a dataset without records"],
      {
        person: { name: { firstName: "", lastName: "Li" }, birthYear: 1990n },
        loyalty: { tier: "gold", points: 0n, active: false },
        tags: [],
      },
    ],
  ])("datasets %j come first, the newest of the rest fill the gaps", async (order, values) => {
    const attributeMerge: AttributeMerge = { type: "dataSetPrecedence", order };
    const { id } = await aep.createMergePolicy({ attributeMerge });
    expect(await ann({ mergePolicy: { id } }, attributeMerge)).toEqual(values);
    expect(await ann({ mergePolicy: { id, version: 1 } }, attributeMerge)).toEqual(values);
  });

  test("one that does not exist, or a version that does not, is refused", async () => {
    await expect(aep.run({ mergePolicy: { id: "no-such-policy" } })).rejects.toThrow("no-such-policy");
    const { id } = await aep.createMergePolicy({ attributeMerge: newestFirst });
    await expect(aep.run({ mergePolicy: { id, version: 7 } })).rejects.toThrow("version 7");
  });

  test("filters see the profile as it merges", async () => {
    const filter = { segments: [{ segmentId: "s1" }] };
    expect(names(await exported({ filter }))).toEqual(["ben"]);
    const attributeMerge: AttributeMerge = { type: "dataSetPrecedence", order: ["crm"] };
    const { id } = await aep.createMergePolicy({ attributeMerge });
    expect(names(await exported({ filter, mergePolicy: { id } }, attributeMerge))).toEqual(["ann", "ben"]);
    // The time of the newest fragment counts, whichever fragment gives the values.
    const updated = { fromIngestTimestamp: "2024-05-02T12:00:00Z" };
    expect(
      names(await exported({ filter: { ...filter, ...updated }, mergePolicy: { id } }, attributeMerge)),
    ).toEqual(["ann", "ben"]);
  });
});

type Filter = NonNullable<ExportJobRequest["filter"]>;

describe("filter", () => {
  test.each<[what: string, filter: Filter, expected: string[]]>([
    ["a segment, in the statuses of its members", { segments: [{ segmentId: "s1" }] }, ["ben"]],
    ["a segment, namespace ups", { segments: [{ segmentId: "s1", segmentNs: "ups" }] }, ["ben"]],
    [
      "a segment, namespace as the tutorials write it",
      { segments: [{ segmentId: "s2", segmentNs: "UPS" }] },
      ["cat"],
    ],
    ["a segment that records have under UPS only", { segments: [{ segmentId: "s3" }] }, ["cat"]],
    ["a segment of another namespace", { segments: [{ segmentId: "s1", segmentNs: "AAM" }] }, ["cat"]],
    ["a namespace in another case", { segments: [{ segmentId: "s1", segmentNs: "aam" }] }, []],
    [
      "a segment of another namespace that nobody is in",
      { segments: [{ segmentId: "s2", segmentNs: "AAM" }] },
      [],
    ],
    ["one status", { segments: [{ segmentId: "s1", status: ["exited"] }] }, ["ann"]],
    ["several statuses", { segments: [{ segmentId: "s1", status: ["existing", "exited"] }] }, ["ann", "ben"]],
    [
      "a union of segments",
      { segments: [{ segmentId: "s1" }, { segmentId: "s1", segmentNs: "AAM" }] },
      ["ben", "cat"],
    ],
    [
      "a union of segments, each with its own status",
      {
        segments: [
          { segmentId: "s1", status: ["exited"] },
          { segmentId: "s2", status: ["exited"] },
        ],
      },
      ["ann", "ben"],
    ],
    [
      "qualified from a time on, which belongs to it",
      { segments: [{ segmentId: "s1" }], segmentQualificationTime: { startTime: "2024-04-01T00:00:00Z" } },
      ["ben"],
    ],
    [
      "qualified from a millisecond later on",
      {
        segments: [{ segmentId: "s1" }],
        segmentQualificationTime: { startTime: "2024-04-01T00:00:00.001Z" },
      },
      [],
    ],
    [
      "qualified up to a time, which belongs to it, in another offset",
      {
        segments: [{ segmentId: "s2" }],
        segmentQualificationTime: { endTime: "2024-03-31T20:00:00.001-04:00" },
      },
      ["cat"],
    ],
    [
      "qualified up to a millisecond before",
      { segments: [{ segmentId: "s2" }], segmentQualificationTime: { endTime: "2024-04-01T00:00:00Z" } },
      [],
    ],
    [
      "qualified in a span, with a status",
      {
        segments: [{ segmentId: "s1", status: ["exited"] }],
        segmentQualificationTime: { startTime: "2024-02-01T00:00:00Z", endTime: "2024-03-02T00:00:00Z" },
      },
      ["ann"],
    ],
    [
      "status and time of one and the same membership",
      {
        segments: [{ segmentId: "s1" }, { segmentId: "s2" }],
        segmentQualificationTime: { startTime: "2024-04-15T00:00:00Z" },
      },
      [],
    ],
    [
      "qualified for any segment",
      { segmentQualificationTime: { startTime: "2024-01-01T00:00:00Z", endTime: "2024-04-01T00:00:00Z" } },
      ["ben", "cat"],
    ],
    [
      "updated after a time, strictly",
      { fromIngestTimestamp: "2024-05-10T00:00:00Z" },
      ["cat", "dan", "eve", "nobody"],
    ],
    [
      "updated after a time in another offset",
      { fromIngestTimestamp: "2024-05-10T05:30:00+05:30" },
      ["cat", "dan", "eve", "nobody"],
    ],
    [
      "updated after a fraction of a second",
      { fromIngestTimestamp: "2024-05-09T17:00:00.001-07:00" },
      ["dan", "eve", "nobody"],
    ],
    [
      "updated after a fraction of a millisecond",
      { fromIngestTimestamp: "2024-05-10T00:00:00.0005Z" },
      ["cat", "dan", "eve", "nobody"],
    ],
    [
      "loaded without a time: just ingested",
      { fromIngestTimestamp: "2024-05-31T23:59:59.999Z" },
      ["eve", "nobody"],
    ],
    ["updated after the last load", { fromIngestTimestamp: "2024-06-01T00:00:00Z" }, []],
    ["no segment at all", { segments: [] }, []],
    ["empty profiles not", { emptyProfiles: false }, everyone],
    ["empty profiles too", { emptyProfiles: true }, [...everyone, "ghost", "spirit"]],
    [
      "empty profiles, updated after a time",
      { emptyProfiles: true, fromIngestTimestamp: "2024-05-15T12:00:00Z" },
      ["dan", "eve", "ghost", "nobody"],
    ],
    [
      "empty profiles, which are in no segment",
      { emptyProfiles: true, segments: [{ segmentId: "s1" }] },
      ["ben"],
    ],
    [
      "segments and a time, both",
      { segments: [{ segmentId: "s1" }], fromIngestTimestamp: "2024-05-10T00:00:00Z" },
      [],
    ],
    [
      "all filters at once",
      {
        segments: [{ segmentId: "s1", status: ["existing", "exited"] }, { segmentId: "s2" }],
        segmentQualificationTime: { startTime: "2024-03-15T00:00:00Z" },
        fromIngestTimestamp: "2024-05-02T12:00:00Z",
        emptyProfiles: true,
      },
      ["ben", "cat"],
    ],
  ])("%s", async (_what, filter, expected) => {
    expect(names(await exported({ filter }))).toEqual([...expected].sort());
  });

  test("a segment of AEP's own namespace that nothing names is refused, whichever way that is written", async () => {
    for (const segmentNs of [undefined, "ups", "UPS"]) {
      await expect(aep.run({ filter: { segments: [{ segmentId: "s9", segmentNs }] } })).rejects.toThrow("s9");
    }
  });
});

describe("additionalFields.eventList", () => {
  const ofEvents = async (request: Partial<ExportJobRequest>): Promise<Record<string, Value>> => {
    const rows = await exported(request);
    const named = rows.map(({ eventList, ...row }): [string, Value] => [
      name(row),
      sorted((eventList as DataRecord[]).map((one) => one["_id"] ?? one)),
    ]);
    return Object.fromEntries(named);
  };
  const none = { cat: [], dan: [], eve: [], nobody: [] };

  test("each profile has its own events, and one without any stays", async () => {
    expect(await ofEvents({ additionalFields: { eventList: {} } })).toEqual({
      ...none,
      ann: ["ann-first", "ann-second", "ann-third"],
      ben: ["ben-first"],
    });
  });

  test("with fields of the events and of the profile", async () => {
    const rows = await exported({
      fields: "loyalty.tier",
      additionalFields: { eventList: { fields: "web.page.name" } },
    });
    expect(rowOf("ann", rows)).toEqual({
      _id: "ann",
      identityMap: identity("ann"),
      loyalty: { tier: "gold" },
      eventList: expect.arrayContaining(
        ["first", "second", "third"].map((page) => ({ web: { page: { name: page } } })),
      ),
    });
  });

  test.each<
    [filter: { fromIngestTimestamp?: string; toIngestTimestamp?: string }, ann: string[], ben: string[]]
  >([
    [{ fromIngestTimestamp: "2024-05-01T00:00:00Z" }, ["ann-second", "ann-third"], ["ben-first"]],
    [{ fromIngestTimestamp: "2024-05-02T01:59:59.999+02:00" }, ["ann-second", "ann-third"], ["ben-first"]],
    [{ toIngestTimestamp: "2024-05-02T00:00:00Z" }, ["ann-first", "ann-second"], []],
    [
      { fromIngestTimestamp: "2024-05-01T00:00:00Z", toIngestTimestamp: "2024-05-02T12:00:00+12:00" },
      ["ann-second"],
      [],
    ],
    [{ fromIngestTimestamp: "2029-01-01T00:00:00Z" }, [], []],
  ])("ingested %j", async (filter, ann, ben) => {
    expect(await ofEvents({ additionalFields: { eventList: { filter } } })).toEqual({ ...none, ann, ben });
  });

  test("of empty profiles, and of filtered ones", async () => {
    const eventList = { filter: { fromIngestTimestamp: "2024-05-15T00:00:00Z" } };
    expect(await ofEvents({ filter: { emptyProfiles: true }, additionalFields: { eventList } })).toEqual({
      ...none,
      ann: [],
      ben: ["ben-first"],
      ghost: ["ghost-second"],
      spirit: [],
    });
    const filter = { segments: [{ segmentId: "s1" }] };
    expect(await ofEvents({ filter, additionalFields: { eventList: {} } })).toEqual({ ben: ["ben-first"] });
  });
});

test("a field of the profile that is called eventList is exported, unless events take its name", async () => {
  const record: DataRecord = { _id: "p", identityMap: identity("p"), eventList: [{ own: true }] };
  const own = await LoadedAep.start({ profiles: [record] });
  try {
    expect((await own.export({})).rows).toEqual([record]);
    const { rows } = await own.export({ additionalFields: { eventList: {} } });
    expect(rows).toEqual([{ ...record, eventList: [] }]);
  } finally {
    await own.close();
  }
});

test("system metadata that tells no time, or is none at all, counts as absent and is never exported", async () => {
  const notes: Value[] = [
    null,
    5,
    "x",
    [],
    {},
    { ingestTime: "soon" },
    { ingestTime: null },
    { ingestTime: 1e300 },
  ];
  const records = notes.map((note, at): DataRecord => ({ _id: `n${at}`, _acp_system_metadata: note }));
  const own = await LoadedAep.start({ profiles: records, events: records }, { clock: () => loadedAt });
  try {
    const updated = (fromIngestTimestamp: string) => own.export({ filter: { fromIngestTimestamp } });
    const { rows } = await updated("2024-05-31T23:59:59.999Z");
    expect(sorted(rows)).toEqual(notes.map((_, at) => ({ _id: `n${at}` })));
    expect((await updated("2024-06-01T00:00:00Z")).rows).toEqual([]);
  } finally {
    await own.close();
  }
});

describe("destination.segmentPerBatch", () => {
  const segments = [
    { segmentId: "s1", status: ["existing" as const, "exited" as const] },
    { segmentId: "s2", status: ["realized" as const, "exited" as const] },
    { segmentId: "s1", segmentNs: "AAM" },
    { segmentId: "nobody", segmentNs: "AAM" },
  ];

  test("writes one batch a segment, a profile of two segments into both", async () => {
    const destination = { datasetId: "", segmentPerBatch: true };
    const { job, batches } = await aep.export({ filter: { segments }, destination });
    expect(job.batches.map(({ batchId: _, ...segment }) => segment)).toEqual([
      { segmentNs: "ups", ...segments[0] },
      { segmentNs: "ups", ...segments[1] },
      { ...segments[2], status: ["realized", "existing"] },
      { ...segments[3], status: ["realized", "existing"] },
    ]);
    expect(new Set(job.batchIds).size).toBe(4);
    expect(batches.map(names)).toEqual([["ann", "ben"], ["ben", "cat"], ["cat"], []]);
    for (const [at, segment] of segments.entries()) {
      const request = { filter: { segments: [segment] } };
      const expected = expectedRows({ profiles, events, loadedAt }, { request, merge: newestFirst });
      expect(comparable(batches[at] ?? [], request)).toEqual(comparable(expected, request));
    }
  });

  test("false: all segments into one batch, each profile once", async () => {
    const { batches } = await aep.export({
      filter: { segments },
      destination: { datasetId: "", segmentPerBatch: false },
    });
    expect(batches.map(names)).toEqual([["ann", "ben", "cat"]]);
  });

  test("without segments there is one batch", async () => {
    const { batches } = await aep.export({ destination: { datasetId: "", segmentPerBatch: true } });
    expect(batches.map(names)).toEqual([everyone]);
  });
});

test("segments and source datasets that only records name are known to the services", async () => {
  const segments: string[] = [];
  for await (const { id } of aep.client.segments.list()) segments.push(id);
  expect(segments.sort()).toEqual(["s1", "s2", "s3"]);
  expect(await aep.client.segments.get("s2")).toMatchObject({ id: "s2" });
  for (const source of ["crm", "web", "shop", "clicks"]) {
    expect(await aep.client.datasets.get(source)).toMatchObject({ name: expect.stringContaining(source) });
  }
});

test("schema.name is the profile's, and required", async () => {
  await expect(aep.run({ schema: { name: "_xdm.context.experienceevent" } })).rejects.toThrow("schema.name");
});
