import type { ExportFilter } from "../../contract/exportJobs";
import type { AttributeMerge } from "../../contract/segments";
import { email, LocalProfiles, present, readBatch, type Json, type JsonRecord } from "./profileStore";

const now = Date.parse("2024-06-01T00:00:00Z");
let profiles: LocalProfiles;
beforeEach(async () => {
  profiles = await LocalProfiles.open(() => now);
});
afterEach(() => profiles.close());

interface Told {
  id: string;
  ingestTime?: number;
  source?: string;
}

const record = ({ id, ingestTime, source }: Told, values: JsonRecord): JsonRecord => ({
  identityMap: email(id),
  ...values,
  _acp_system_metadata: { ...(ingestTime && { ingestTime }), ...(source && { sourceDatasetId: source }) },
});
const idOf = (row: JsonRecord): string =>
  ((row["identityMap"] as JsonRecord)["Email"] as { id: string }[])[0]?.id ?? "";
const ids = (rows: JsonRecord[]): string[] => rows.map(idOf).sort();

/** The tests' own way of merging: an object is merged key by key, everything else is a leaf, null is a gap. */
function overlay(strong: Json | undefined, weak: Json | undefined): Json | undefined {
  const isObject = (value: Json | undefined): value is JsonRecord =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (strong === undefined || strong === null) return weak;
  if (!isObject(strong) || !isObject(weak)) return strong;
  const keys = new Set([...Object.keys(strong), ...Object.keys(weak)]);
  return Object.fromEntries([...keys].map((key) => [key, overlay(strong[key], weak[key]) as Json]));
}

describe("merging", () => {
  const values: JsonRecord[] = [
    {
      person: { name: { firstName: "Ann", lastName: "" } },
      n: 0,
      flag: false,
      list: [1],
      json: { a: 1, A: { x: 1, y: null } },
    },
    {
      person: { name: { firstName: null, lastName: "Lee" }, gender: "female" },
      n: 7,
      list: [],
      json: { a: 2, b: null, A: { y: 2 } },
    },
    {
      person: { birthYear: 1990 },
      flag: true,
      segmentMembership: { ups: { s1: { status: "exited" } } },
      json: "other",
    },
    {
      person: null,
      segmentMembership: {
        ups: { s1: { status: "realized", lastQualificationTime: "2024-01-01T00:00:00Z" } },
        X: {},
      },
    },
    {
      json: { b: 5 },
      n: null,
      list: [null],
      flag: null,
      map: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])),
    },
    {
      map: { k1: null, k2: 99, other: 5 },
      identityMap: { Email: [{ id: "p", primary: true }], ECID: [{ id: "e" }] },
    },
  ];
  const told = (index: number): Told => ({
    id: "p",
    ingestTime: 1_700_000_000_000 + ((index * 37) % 5) * 1000,
    source: ["crm", "web", "other"][index % 3],
  });
  const fragments = values.map((value, index) => record(told(index), value));
  const precedence = (merge: AttributeMerge, index: number): number[] => {
    const place = merge.order?.indexOf(told(index).source ?? "") ?? 0;
    return [place < 0 ? Infinity : place, -(told(index).ingestTime ?? 0), -index];
  };

  test.each<AttributeMerge>([
    { type: "timestampOrdered" },
    { type: "dataSetPrecedence", order: ["web", "crm"] },
    { type: "dataSetPrecedence", order: ["other"] },
  ])("is leaf by leaf: %j", async (attributeMerge) => {
    await profiles.load({ profiles: [...fragments, record({ id: "alone" }, { n: 1 })] });
    const order = fragments
      .map((_, index) => index)
      .sort((a, b) => compareLists(precedence(attributeMerge, a), precedence(attributeMerge, b)));
    const merged = order.reduce<Json | undefined>(
      (strong, index) => overlay(strong, present(fragments[index] as Json)),
      undefined,
    );
    const { _acp_system_metadata: _, ...expected } = merged as JsonRecord;

    const rows = await profiles.export({}, { attributeMerge });

    expect(ids(rows)).toEqual(["alone", "p"]);
    expect(rows.find((row) => idOf(row) === "p")).toEqual(expected);
  });

  test("takes in what is loaded later", async () => {
    await profiles.load({ profiles: [record({ id: "p", ingestTime: 1000 }, { a: 1, b: 1 })] });
    expect(await profiles.export()).toHaveLength(1);
    await profiles.load({ profiles: [record({ id: "p", ingestTime: 500 }, { a: 2, c: 3 })] });
    expect(await profiles.export()).toEqual([{ identityMap: email("p"), a: 1, b: 1, c: 3 }]);
    await profiles.load({ profiles: [record({ id: "p", ingestTime: 2000 }, { a: "three" })] });
    expect(await profiles.export()).toEqual([{ identityMap: email("p"), a: "three", b: 1, c: 3 }]);
  });

  test("knows profiles by namespace and id of their primary identity", async () => {
    const maps: JsonRecord[] = [
      { Email: [{ id: "x", primary: true }] },
      { Phone: [{ id: "x", primary: true }] },
      { Email: [{ id: "x" }], ECID: [{ id: "1", primary: true }] },
      { Email: [{ id: "y" }, { id: "x", primary: true }] },
      { Email: [{ id: "x" }] },
    ];
    await profiles.load({
      profiles: [...maps.map((identityMap, n) => ({ identityMap, n })), { n: 9 }, { n: 9 }],
    });
    // The first, fourth and last name the same identity; records without one stay apart.
    expect(await profiles.export()).toHaveLength(5);
  });
});

function compareLists(a: number[], b: number[]): number {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index < 0 ? 0 : (a[index] as number) - (b[index] as number);
}

describe("filters", () => {
  interface Member {
    ns: string;
    segment: string;
    status: string;
    time: string;
  }
  const members: [string, Member[]][] = [
    ["a", [{ ns: "ups", segment: "s1", status: "realized", time: "2024-01-01T00:00:00Z" }]],
    ["b", [{ ns: "UPS", segment: "s1", status: "existing", time: "2024-01-02T01:30:00+02:00" }]],
    ["c", [{ ns: "ups", segment: "s1", status: "exited", time: "2024-01-03T00:00:00Z" }]],
    ["d", [{ ns: "AAM", segment: "s1", status: "realized", time: "2024-01-01T12:00:00.500Z" }]],
    [
      "e",
      [
        { ns: "ups", segment: "s1", status: "exited", time: "2024-01-01T12:00:00Z" },
        { ns: "ups", segment: "s2", status: "realized", time: "2024-02-01T00:00:00Z" },
      ],
    ],
    ["f", []],
    [
      "g",
      [
        { ns: "ups", segment: "s1", status: "realized", time: "2024-02-01T00:00:00Z" },
        { ns: "ups", segment: "s2", status: "existing", time: "2024-01-01T06:00:00Z" },
      ],
    ],
  ];
  const ingested = (index: number): number => now - 1000 * index;

  beforeEach(async () => {
    const records = members.map(([id, own], index) => {
      const segmentMembership: Record<string, JsonRecord> = {};
      for (const { ns, segment, status, time } of own) {
        (segmentMembership[ns] ??= {})[segment] = { status, lastQualificationTime: time };
      }
      return record({ id, ingestTime: ingested(index) }, { segmentMembership });
    });
    await profiles.load({ profiles: records });
  });

  const inNamespace = (wanted: string | undefined, ns: string): boolean =>
    (wanted ?? "ups").toLowerCase() === "ups" ? ns.toLowerCase() === "ups" : wanted === ns;

  function expected({
    segments,
    segmentQualificationTime: span,
    fromIngestTimestamp,
  }: ExportFilter): string[] {
    const inTime = (time: string): boolean =>
      (!span?.startTime || Date.parse(time) >= Date.parse(span.startTime)) &&
      (!span?.endTime || Date.parse(time) <= Date.parse(span.endTime));
    return members
      .filter(([, own]) => {
        if (!segments) return !span || own.some((m) => m.status !== "exited" && inTime(m.time));
        return segments.some((wanted) =>
          own.some(
            (m) =>
              m.segment === wanted.segmentId &&
              inNamespace(wanted.segmentNs, m.ns) &&
              (wanted.status ?? ["realized", "existing"]).some((status) => status === m.status) &&
              inTime(m.time),
          ),
        );
      })
      .map(([id]) => id)
      .filter(
        (id) =>
          !fromIngestTimestamp ||
          ingested(members.findIndex(([own]) => own === id)) > Date.parse(fromIngestTimestamp),
      );
  }

  const filters: ExportFilter[] = [
    {},
    { segments: [{ segmentId: "s1" }] },
    { segments: [{ segmentId: "s1", segmentNs: "UPS" }] },
    { segments: [{ segmentId: "s1", segmentNs: "AAM" }] },
    { segments: [{ segmentId: "s1", segmentNs: "aam" }] },
    { segments: [{ segmentId: "s1", status: ["exited"] }, { segmentId: "s2" }] },
    { segments: [{ segmentId: "s1", status: ["existing", "exited"] }] },
    { segments: [] },
    { segments: [{ segmentId: "unheard-of' OR 1=1" }] },
    { segments: [{ segmentId: "s1" }], segmentQualificationTime: { endTime: "2024-01-01T20:00:00-04:00" } },
    {
      segments: [{ segmentId: "s1" }, { segmentId: "s2" }],
      segmentQualificationTime: { startTime: "2024-01-31T23:59:59.999Z" },
    },
    {
      segments: [{ segmentId: "s1", segmentNs: "AAM" }],
      segmentQualificationTime: {
        startTime: "2024-01-01T12:00:00.500Z",
        endTime: "2024-01-01T12:00:00.500Z",
      },
    },
    { segmentQualificationTime: { startTime: "2024-01-01T12:00:00Z", endTime: "2024-01-31T00:00:00Z" } },
    { fromIngestTimestamp: "2024-05-31T23:59:58Z" },
    { fromIngestTimestamp: "2024-06-01T01:59:57.999+02:00" },
    {
      fromIngestTimestamp: "2024-05-31T23:59:57.0004Z",
      segments: [{ segmentId: "s1", status: ["realized", "exited"] }],
    },
    { fromIngestTimestamp: "2024-06-01t00:00:00z" },
  ];

  test.each(filters)("%j", async (filter) => {
    expect(ids(await profiles.export({ filter }))).toEqual(expected(filter));
  });

  test("see the merged profile", async () => {
    const membership = (status: string): JsonRecord => ({ segmentMembership: { ups: { s9: { status } } } });
    await profiles.load({
      profiles: [
        record({ id: "m", ingestTime: 1000 }, membership("realized")),
        record({ id: "m", ingestTime: 5000 }, membership("exited")),
      ],
    });
    expect(await profiles.export({ filter: { segments: [{ segmentId: "s9" }] } })).toEqual([]);
    const updated = { segments: [{ segmentId: "s9", status: ["exited" as const] }] };
    expect(
      ids(await profiles.export({ filter: { ...updated, fromIngestTimestamp: "1970-01-01T00:00:04.999Z" } })),
    ).toEqual(["m"]);
    expect(
      ids(await profiles.export({ filter: { ...updated, fromIngestTimestamp: "1970-01-01T00:00:05Z" } })),
    ).toEqual([]);
  });

  test("write one batch a segment, each with its own profiles", async () => {
    const batches = [[{ segmentId: "s1" }], [{ segmentId: "s2" }], [{ segmentId: "nobody" }]].map((own) =>
      profiles.batch(own),
    );
    const outcome = await profiles.run(
      { filter: { segments: [{ segmentId: "s1" }, { segmentId: "s2" }] } },
      { batches },
    );
    const rows = await Promise.all(batches.map((batch) => readBatch(batch)));
    expect(rows.map(ids)).toEqual([["a", "b", "g"], ["e", "g"], []]);
    expect(outcome.batches.map(({ records }) => records)).toEqual([3, 2, 0]);
    expect(outcome).toMatchObject({ profiles: 5, profilesByNamespace: { Email: 5 } });
  });

  test("refuse what is no time", async () => {
    await expect(profiles.export({ filter: { fromIngestTimestamp: "2024-06-01" } })).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
  });

  test("name the segments of the records", async () => {
    expect(await profiles.store.segments("prod")).toEqual([
      { segmentNs: "AAM", segmentId: "s1", members: 1 },
      { segmentNs: "UPS", segmentId: "s1", members: 1 },
      { segmentNs: "ups", segmentId: "s1", members: 2 },
      { segmentNs: "ups", segmentId: "s2", members: 2 },
    ]);
  });
});

describe("events", () => {
  beforeEach(async () => {
    const event = (id: string, n: number, ingestTime: number): JsonRecord =>
      record(
        { id, ingestTime, source: "web" },
        { _id: `${id}${n}`, timestamp: "2030-01-01T00:00:00Z", page: { name: `p${n}`, n } },
      );
    await profiles.load({
      profiles: [record({ id: "a" }, { _id: "A", x: 1 }), record({ id: "b" }, { _id: "B", x: 2 })],
      events: [event("a", 2, 2000), event("a", 1, 1000), event("a", 3, 3000), event("ghost", 1, 1500)],
    });
  });

  test("ride with their profile, and profiles without any stay", async () => {
    const rows = await profiles.export({ additionalFields: { eventList: { fields: "page.name" } } });
    const events = Object.fromEntries(rows.map((row) => [idOf(row), row["eventList"]]));
    expect(events).toEqual({
      a: [{ page: { name: "p1" } }, { page: { name: "p2" } }, { page: { name: "p3" } }],
      b: [],
    });
  });

  test("are filtered by the time of their ingestion", async () => {
    const filter = {
      fromIngestTimestamp: "1970-01-01T00:00:01Z",
      toIngestTimestamp: "1970-01-01T01:00:02+01:00",
    };
    const rows = await profiles.export({ additionalFields: { eventList: { fields: "_id", filter } } });
    expect(rows.map((row) => row["eventList"]).sort()).toEqual([[], [{ _id: "a2" }]]);
  });

  test("make empty profiles, exported only when asked for", async () => {
    expect(ids(await profiles.export({ filter: { emptyProfiles: false } }))).toEqual(["a", "b"]);
    const rows = await profiles.export({
      filter: { emptyProfiles: true },
      additionalFields: { eventList: { fields: "_id" } },
    });
    expect(ids(rows)).toEqual(["a", "b", "ghost"]);
    expect(rows.find((row) => idOf(row) === "ghost")).toEqual({
      identityMap: email("ghost"),
      eventList: [{ _id: "ghost1" }],
    });
    expect(
      ids(await profiles.export({ filter: { emptyProfiles: true, segments: [{ segmentId: "s" }] } })),
    ).toEqual([]);
  });

  test("are left out when not asked for, and when none are loaded", async () => {
    expect((await profiles.export()).every((row) => !("eventList" in row))).toBe(true);
    await profiles.load({ profiles: [record({ id: "c" }, {})] }, "other");
    expect(await profiles.export({ additionalFields: { eventList: {} } }, { sandbox: "other" })).toEqual([
      { identityMap: email("c"), eventList: [] },
    ]);
    expect(await profiles.store.sourceDatasets("prod")).toEqual(["web"]);
  });
});

test("sandboxes are kept apart, and records outlive the store", async () => {
  await profiles.load({ profiles: [record({ id: "a" }, {})] }, "one");
  await profiles.load({ profiles: [record({ id: "b" }, {})] }, "two");
  await profiles.reopen();
  expect(await profiles.store.hasRecords("three")).toBe(false);
  expect(await profiles.store.hasRecords("two")).toBe(true);
  expect(ids(await profiles.export({}, { sandbox: "one" }))).toEqual(["a"]);
});
