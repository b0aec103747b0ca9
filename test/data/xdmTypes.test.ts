import { LoadedAep, ndjson } from "./loadedAep";
import { parquetOf } from "./parquetOf";
import { sorted, type DataRecord, type Value } from "./value";

// pyarrow wrote this: DuckDB cannot write columns of the type null.
const nullIdentity = Buffer.from(
  "UEFSMRUEFQoVCkwVAhUAEgAAAQAAAGEVABUSFRIsFQIVEBUGFQYcAAAAAgAAAAIBAQIAFQQVABUATBUAFQASAAAVABUOFQ4sFQIVEBUGFQYcAAAAAgAAAAIAABUEGTw1ABgGc2NoZW1hFQQAFQwlAhgDX2lkJQBMHAAAABUCJQIYC2lkZW50aXR5TWFwbLwAAAAWAhkcGSwmABwVDBk1AAYQGRgDX2lkFQAWAhZeFl4mLiYIKSwVBBUAFQIAFQAVEBUCADwWAhkGGSYAAgAAACYAHBUCGTUABhAZGAtpZGVudGl0eU1hcBUAFgIWUBZQJoIBJmYpLBUEFQAVAgAVABUQFQIAPCkGGSYCAAAAABauARYCJggWrgEAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRksHAAAHAAAAOoAAABQQVIx",
  "base64",
);
const nestedNull = Buffer.from(
  "UEFSMRUEFRQVFEwVBBUAEgAAAQAAAGEBAAAAYhUAFRIVEiwVBBUQFQYVBhw2ACgBYhgBYRERAAAAAgAAAAQBAQMCFQQVABUATBUAFQASAAAVABUQFRAsFQQVEBUGFQYcAAAAAwAAAAMBAAAVBBUQFRBMFQIVABIAAAEAAAAAAAAAFQAVFBUULBUEFRAVBhUGHBgIAQAAAAAAAAAYCAEAAAAAAAAAFgIoCAEAAAAAAAAAGAgBAAAAAAAAABERAAAAAwAAAAMCAAECABUEFQAVAEwVABUAEgAAFQAVHBUcLBUEFRAVBhUGHAAAAAIAAAAEAAMAAAADBgAAFQQVABUATBUAFQASAAAVABUQFRAsFQQVEBUGFQYcAAAAAwAAAAMBAAAVBBmsNQAYBnNjaGVtYRUIABUMJQIYA19pZCUATBwAAAA1AhgGcGVyc29uFQQAFQIlAhgEbmFtZWy8AAAAFQQlAhgBeAA1AhgBbBUCFQZMPAAAADUEGARsaXN0FQIAFQIlAhgHZWxlbWVudGy8AAAANQIYAWUVAgAVAiUCGAFhbLwAAAAWBBkcGVwmABwVDBk1AAYQGRgDX2lkFQAWBBZ8FnwmOCYIHDYAKAFiGAFhEREAGSwVBBUAFQIAFQAVEBUCADwWBBkGGSYABAAAACYAHBUCGTUABhAZKAZwZXJzb24EbmFtZRUAFgQWUhZSJqABJoQBKSwVBBUAFQIAFQAVEBUCADwpBhk2AgIAAAAAJgAcFQQZNQAGEBkoBnBlcnNvbgF4FQAWBBa+ARa+ASaCAibWARwYCAEAAAAAAAAAGAgBAAAAAAAAABYCKAgBAAAAAAAAABgIAQAAAAAAAAAREQAZLBUEFQAVAgAVABUQFQIAPCkGGTYCAAIAAAAmABwVAhk1AAYQGTgBbARsaXN0B2VsZW1lbnQVABYEFl4WXiawAyaUAyksFQQVABUCABUAFRAVAgA8KSYEABlGAAICAAAAACYAHBUCGTUABhAZKAFlAWEVABYEFlIWUiaOBCbyAyksFQQVABUCABUAFRAVAgA8KQYZNgICAAAAABa8BBYEJggWvAQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRlcHAAAHAAAHAAAHAAAHAAAADwCAABQQVIx",
  "base64",
);

type Start = Parameters<typeof LoadedAep.start>[0];

async function withAep<T>(start: Start, use: (aep: LoadedAep) => Promise<T>): Promise<T> {
  const aep = await LoadedAep.start(start);
  try {
    return await use(aep);
  } finally {
    await aep.close();
  }
}

const rowsOf = (start: Start): Promise<Value[]> =>
  withAep(start, async (aep) => sorted((await aep.export()).rows));
const ofFile = (name: string, content: string | Buffer): Start => ({
  files: { profiles: { [name]: content } },
});
const person = (_id: string, id: Value): DataRecord => ({
  _id,
  identityMap: { CRMID: [{ id, primary: true }] },
});

describe("Parquet", () => {
  it.each<[what: string, file: () => Promise<Buffer> | Buffer]>([
    ["without identityMap", () => parquetOf("SELECT 'a' AS _id")],
    ["with an identityMap of the type null", () => nullIdentity],
    [
      "with an identityMap of NULLs",
      () => parquetOf("SELECT 'a' AS _id, NULL::STRUCT(x INTEGER) AS identityMap"),
    ],
  ])("%s is loaded, as profiles and as events", async (_what, file) => {
    const content = await file();
    const files = { profiles: { "p.parquet": content }, events: { "e.parquet": content } };
    expect(await rowsOf({ files })).toEqual([{ _id: "a" }]);
  });

  it("with columns of the type null does not change the columns of other files", async () => {
    const other = { _id: "c", person: { name: "Cy", x: 2 }, l: ["x"], e: { a: true } };
    const files = { profiles: { "1.parquet": nestedNull, "2.ndjson": ndjson([other]) } };
    await withAep({ files }, async (aep) => {
      const { rows, files: parts } = await aep.export();
      expect(sorted(rows)).toEqual([
        { _id: "a", person: { x: 1n }, l: [null], e: {} },
        { _id: "b", l: [] },
        { _id: "c", person: { name: "Cy", x: 2n }, l: ["x"], e: { a: true } },
      ]);
      expect(parts[0]?.includes("JSON")).toBe(false);
    });
  });

  it("with namespaces as columns and numeric ids gives the same export as NDJSON", async () => {
    const column = "{'CRMID': [{'id': id::BIGINT, 'primary': true}], 'Email': NULL::STRUCT(id VARCHAR)[]}";
    const content = await parquetOf(
      `SELECT id::BIGINT AS _id, ${column} AS "identityMap" FROM (VALUES (9007199254740993), (7)) t(id)`,
    );
    expect(await rowsOf(ofFile("p.parquet", content))).toEqual([
      person("7", "7"),
      person("9007199254740993", "9007199254740993"),
    ]);
  });

  it("keeps every column under its own name", async () => {
    const names = ["number", "record", "parsed", "f0", "primary_identity", "ingest_time", "source"];
    const columns = names.map((name, at) => `${at} AS ${name}`);
    const content = await parquetOf(`SELECT 'a' AS _id, ${columns.join(", ")}`);
    expect(await rowsOf(ofFile("p.parquet", content))).toEqual([
      { _id: "a", ...Object.fromEntries(names.map((name, at) => [name, BigInt(at)])) },
    ]);
  });

  it("keeps Parquet's times, or writes them as text if other files have text", async () => {
    const content = await parquetOf(
      "SELECT 'a' AS _id, TIMESTAMPTZ '2026-01-15 10:00:00.5Z' AS \"timestamp\"",
    );
    const { length } = await rowsOf(ofFile("p.parquet", content));
    expect(length).toBe(1);
    const text = { _id: "b", timestamp: "2026-01-16T00:00:00+05:30" };
    expect(
      await rowsOf({ files: { profiles: { "1.parquet": content, "2.ndjson": ndjson([text]) } } }),
    ).toEqual([{ _id: "a", timestamp: expect.stringMatching(/^2026-01-15T10:00:00\.5(00000)?Z$/) }, text]);
  });

  it.each([
    [
      "an id with a fraction",
      "SELECT MAP {'CRMID': [{'id': 100002.0::DOUBLE}]} AS \"identityMap\"",
      /100002\.0/,
    ],
    [
      "an identityMap as text",
      `SELECT '{"CRMID":[{"id":"1"}]}' AS "identityMap"`,
      /identityMap is .*an object/,
    ],
    [
      "nanoseconds as a number",
      'SELECT 1768471200000000000 AS "timestamp"',
      /timestamp is 1768471200000000000/,
    ],
  ])("refuses %s and names its row", async (_what, query, told) => {
    const content = await parquetOf(query);
    await expect(LoadedAep.start(ofFile("p.parquet", content))).rejects.toThrow(told);
    await expect(LoadedAep.start(ofFile("p.parquet", content))).rejects.toThrow(/p\.parquet, row 1: /);
  });
});

it.each([
  ["a status in another case", { status: "Realized" }, /segmentMembership\.ups\.s1\.status is "Realized"/],
  ["a day that does not exist", { lastQualificationTime: "2026-02-30T00:00:00Z" }, /Time is "2026-02-30T00/],
  ["a validity that is none", { validUntil: "soon" }, /validUntil is "soon"/],
])("names the one of many Parquet rows with %s", async (_what, odd, told) => {
  const plain = { status: "exited", lastQualificationTime: "2026-01-15T10:00:00.5+01:00", validUntil: null };
  const struct = (values: object): string =>
    JSON.stringify({ ...plain, ...values })
      .replaceAll('"', "'")
      .replace("null", "NULL::VARCHAR");
  const content = await parquetOf(
    `SELECT MAP {'ups': MAP {'s1': CASE WHEN i = 4321 THEN ${struct(odd)} ELSE ${struct({})} END}} AS "segmentMembership"
     FROM range(9000) t(i)`,
  );
  const start = LoadedAep.start(ofFile("p.parquet", content));
  await expect(start).rejects.toThrow(/p\.parquet, row 4322: /);
  await expect(start).rejects.toThrow(told);
});

it.each<[form: string, files: Record<string, string>]>([
  [
    "NDJSON",
    {
      "p.ndjson":
        '{"_id":"a","identityMap":{"CRMID":[{"id":"100001","primary":true}]}}\n' +
        '{"_id":2,"identityMap":{"CRMID":[{"id":9007199254740993,"primary":"true"}]}}\n' +
        '{"_id":"c","identityMap":{"CRMID":[{"id":123456789012345678901234567890,"primary":true}]}}',
    },
  ],
  [
    "CSV",
    {
      "p.csv":
        '_id;identityMap.CRMID\na;"[{""id"":""100001"",""primary"":true}]"\n' +
        '2;"[{""id"":9007199254740993,""primary"":true}]"\n' +
        'c;"[{""id"":123456789012345678901234567890,""primary"":true}]"',
    },
  ],
])("a number becomes its digits where XDM has text: %s", async (_form, files) => {
  await withAep({ files: { profiles: files } }, async (aep) => {
    const { rows, files: parts } = await aep.export();
    expect(sorted(rows)).toEqual([
      person("2", "9007199254740993"),
      person("a", "100001"),
      person("c", "123456789012345678901234567890"),
    ]);
    expect(parts[0]?.includes("JSON")).toBe(false);
  });
});

it("a number and its digits are one identity", async () => {
  const profiles = [
    { ...person("a", 7), first: true },
    { ...person("a", "7"), second: true },
  ];
  expect(await rowsOf({ profiles })).toEqual([{ ...person("a", "7"), first: true, second: true }]);
});

it("empty, blank and absent ids do not count", async () => {
  const ids = ["", "", " ", " ", "\t\u00a0", "\t\u00a0", null, null];
  const profiles = [
    ...ids.map((id, at) => person(`p${at}`, id)),
    { _id: "n1", identityMap: { " ": [{ id: "x" }] } },
    { _id: "n2", identityMap: { " ": [{ id: "x" }] } },
    { _id: "none" },
  ];
  // The other identity counts, although the blank one is flagged as primary.
  const known = { Email: [{ id: "a@example.com" }], CRMID: [{ id: "", primary: true }] };
  const events = [{ _id: "e", identityMap: { CRMID: [{ id: "", primary: true }] } }];
  await withAep(
    {
      profiles: [...profiles, { _id: "k", identityMap: known }, { _id: "k", identityMap: known, n: 1 }],
      events,
    },
    async (aep) => {
      const request = { filter: { emptyProfiles: true }, additionalFields: { eventList: {} } };
      const { rows, job } = await aep.export(request);
      expect(rows.map(({ _id }) => _id).sort()).toEqual(
        [...profiles, { _id: "k" }].map(({ _id }) => _id).sort(),
      );
      expect(rows.every(({ eventList }) => (eventList as Value[]).length === 0)).toBe(true);
      expect(job.metrics?.exportedProfileByNamespaceCounter).toEqual({ Email: 1 });
    },
  );
});

const qualified = (_id: string, lastQualificationTime: Value, status: Value = "realized"): DataRecord => ({
  ...person(_id, _id),
  segmentMembership: { ups: { s1: { status, lastQualificationTime } } },
});

it("qualification times are compared as instants, however they are written", async () => {
  const inside = [
    qualified("zone", "2026-01-15T23:30:00Z"),
    qualified("no zone is UTC", "2026-01-15T23:30:00"),
    qualified("space", "2026-01-15 23:30:00"),
    qualified("small letters", "2026-01-15t23:30:00z"),
    qualified("offset", "2026-01-16T05:00:00+05:30"),
    qualified("short offset", "2026-01-16T05:00:00+0530"),
    qualified("nanoseconds", "2026-01-15T23:30:00.123456789Z"),
    qualified("milliseconds", 1768519800000),
    qualified("date", "2026-01-16"),
  ];
  const outside = [
    qualified("before", "2026-01-15T23:29:59.999Z"),
    qualified("after", "2026-01-16T00:00:01Z"),
    qualified("exited", "2026-01-15T23:30:00Z", "exited"),
  ];
  const segmentQualificationTime = { startTime: "2026-01-15T23:30:00Z", endTime: "2026-01-16T00:00:00Z" };
  await withAep({ profiles: [...inside, ...outside] }, async (aep) => {
    for (const segments of [undefined, [{ segmentId: "s1" }]]) {
      const filter = { segmentQualificationTime, ...(segments && { segments }) };
      const { rows } = await aep.export({ filter });
      expect(rows.map(({ _id }) => _id).sort()).toEqual(inside.map(({ _id }) => _id).sort());
    }
    const { rows, files } = await aep.export();
    const texts = [...inside, ...outside].map((row) =>
      row["_id"] === "milliseconds" ? qualified("milliseconds", "2026-01-15T23:30:00.000Z") : row,
    );
    expect(sorted(rows)).toEqual(sorted(texts));
    expect(files[0]?.includes("JSON")).toBe(false);
  });
});

it.each<[what: string, record: DataRecord, told: RegExp]>([
  [
    "a status in another case",
    qualified("a", null, "Realized"),
    /segmentMembership\.ups\.s1\.status is "Realized"/,
  ],
  ["a status that XDM does not have", qualified("a", null, "entered"), /realized, existing, exited/],
  ["a time that is none", qualified("a", "yesterday"), /lastQualificationTime is "yesterday".*date-time/],
  ["an empty time", qualified("a", ""), /lastQualificationTime is "".*date-time/],
  ["a day that does not exist", qualified("a", "2026-02-30"), /is "2026-02-30"/],
  ["seconds", { timestamp: 1768471200 }, /timestamp is 1768471200, where XDM has a date-time/],
  ["an id that is an object", person("a", { x: 1 }), /identityMap\.CRMID\[0\]\.id is {"x":1}/],
  ["an id with a fraction", person("a", 1.5), /id is 1\.5, where XDM has a string/],
  ["a flag that is none", { identityMap: { CRMID: [{ id: "1", primary: "yes" }] } }, /primary is "yes"/],
  [
    "a name in another case",
    { identityMap: { CRMID: [{ ID: "1" }] } },
    /CRMID\[0\]\.ID is spelled id in XDM/,
  ],
  ["one identity in place of a list", { identityMap: { CRMID: { id: "1" } } }, /CRMID is .*an array/],
  ["a list of identities", { identityMap: [{ namespace: "CRMID", id: "1" }] }, /identityMap is .*an object/],
])("refuses %s and names its place", async (_what, record, told) => {
  for (const kind of ["profiles", "events"] as const) {
    const start = LoadedAep.start({ [kind]: [person("b", "b"), record] });
    await expect(start).rejects.toThrow(/\.ndjson, line 2: not a record: /);
    await expect(start).rejects.toThrow(told);
  }
});
