import { gzipSync } from "node:zlib";
import { comparable } from "./comparable";
import { LoadedAep, ndjson } from "./loadedAep";
import { expectedRows } from "./oracle";
import { parquetOf } from "./parquetOf";
import { toJson, type DataRecord, type Value } from "./value";

const newestFirst = { type: "timestampOrdered" } as const;
const loadedAt = Date.parse("2024-06-01T00:00:00Z");

/**
 * Records that every file format can hold: CSV has no empty objects, and Parquet has one type for
 * each column.
 */
const profiles: DataRecord[] = [
  {
    _id: "a",
    identityMap: { Email: [{ id: "a@example.com", primary: true }] },
    person: { name: { firstName: 'Ann "A"', lastName: "O'Neill, the younger" }, birthYear: 1990 },
    homeAddress: { postalCode: "01234" },
    loyalty: { points: 12.5, active: false },
    segmentMembership: { ups: { s1: { status: "realized", lastQualificationTime: "2024-01-01T00:00:00Z" } } },
    tags: ["x", "", "東京"],
    _acp_system_metadata: { ingestTime: loadedAt - 2000, sourceDatasetId: "crm" },
  },
  {
    _id: "b",
    identityMap: { Email: [{ id: "b@example.com", primary: true }] },
    person: { name: { firstName: "", lastName: "two\nlines" }, birthYear: 0 },
    homeAddress: { postalCode: "99999" },
    loyalty: { points: -3, active: true },
    tags: [],
    _acp_system_metadata: { ingestTime: loadedAt - 1000, sourceDatasetId: "crm" },
  },
  {
    _id: "a",
    identityMap: { Email: [{ id: "a@example.com", primary: true }] },
    person: { name: { firstName: "Anna" } },
    _acp_system_metadata: { ingestTime: loadedAt, sourceDatasetId: "web" },
  },
];
const events: DataRecord[] = [
  {
    _id: "e1",
    identityMap: { Email: [{ id: "b@example.com", primary: true }] },
    timestamp: "2024-02-01T10:00:00Z",
    web: { views: 3 },
    _acp_system_metadata: { ingestTime: loadedAt - 500, sourceDatasetId: "clicks" },
  },
];

/** A header of dot paths. Cells hold lists and maps as JSON. */
function csv(records: DataRecord[], delimiter = ","): string {
  const isCell = (value: Value, at: string): boolean =>
    typeof value !== "object" || Array.isArray(value) || ["identityMap", "segmentMembership"].includes(at);
  const cells = (record: DataRecord, prefix = ""): [string, Value][] =>
    Object.entries(record).flatMap(([key, value]) =>
      isCell(value, key) ? [[prefix + key, value]] : cells(value as DataRecord, `${prefix}${key}.`),
    );
  const rows = records.map((record) => new Map(cells(record)));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const spelled = (value: Value | undefined): string => {
    if (value === undefined) return "";
    if (typeof value === "string") return quoted(value);
    return typeof value === "object" ? quoted(toJson(value)) : String(value);
  };
  const lines = rows.map((row) => names.map((name) => spelled(row.get(name))).join(delimiter));
  return [names.join(delimiter), ...lines].join("\n");
}

function parquet(records: DataRecord[], columns: Record<string, string>): Promise<Buffer> {
  const struct = JSON.stringify(columns);
  const literals = records.map((record) => `('${toJson(record).replaceAll("'", "''")}')`);
  return parquetOf(
    `SELECT unnest(from_json(json, '${struct.replaceAll("'", "''")}')) FROM (VALUES ${literals.join(", ")}) t(json)`,
  );
}

const common = {
  _id: "VARCHAR",
  identityMap: 'MAP(VARCHAR, STRUCT(id VARCHAR, "primary" BOOLEAN)[])',
  _acp_system_metadata: 'STRUCT("ingestTime" BIGINT, "sourceDatasetId" VARCHAR)',
};
const profileColumns = {
  ...common,
  person: 'STRUCT(name STRUCT("firstName" VARCHAR, "lastName" VARCHAR), "birthYear" INTEGER)',
  homeAddress: 'STRUCT("postalCode" VARCHAR)',
  loyalty: "STRUCT(points DOUBLE, active BOOLEAN)",
  segmentMembership: 'MAP(VARCHAR, MAP(VARCHAR, STRUCT(status VARCHAR, "lastQualificationTime" VARCHAR)))',
  tags: "VARCHAR[]",
};
const eventColumns = { ...common, timestamp: "VARCHAR", web: "STRUCT(views INTEGER)" };
const eventFile = { "events.ndjson": ndjson(events) };

type Files = NonNullable<Parameters<typeof LoadedAep.start>[0]["files"]>;

test.each<[form: string, files: () => Files | Promise<Files>]>([
  ["NDJSON", () => ({ profiles: { "profiles.ndjson": ndjson(profiles) }, events: eventFile })],
  [
    "JSON arrays",
    () => ({
      profiles: { "profiles.json": JSON.stringify(profiles, undefined, 2) },
      events: { "events.json": JSON.stringify(events) },
    }),
  ],
  [
    "CSV with dot paths as names",
    () => ({ profiles: { "profiles.csv": csv(profiles) }, events: { "events.csv": csv(events) } }),
  ],
  ["TSV", () => ({ profiles: { "profiles.tsv": csv(profiles, "\t") }, events: eventFile })],
  [
    "Parquet",
    async () => ({
      profiles: { "profiles.parquet": await parquet(profiles, profileColumns) },
      events: { "events.parquet": await parquet(events, eventColumns) },
    }),
  ],
  [
    "compressed NDJSON",
    () => ({ profiles: { "profiles.ndjson.gz": gzipSync(ndjson(profiles)) }, events: eventFile }),
  ],
  [
    "one file of each form",
    async () => ({
      profiles: {
        "1.csv": csv(profiles.slice(0, 1)),
        "2.parquet": await parquet(profiles.slice(1, 2), profileColumns),
        "3.json": JSON.stringify(profiles.slice(2)),
      },
      events: eventFile,
    }),
  ],
])("the same records give the same export from %s", async (_form, files) => {
  const aep = await LoadedAep.start({ files: await files() }, { clock: () => loadedAt });
  try {
    for (const filter of [
      {},
      { segments: [{ segmentId: "s1" }] },
      { fromIngestTimestamp: "2024-05-31T23:59:59Z" },
    ]) {
      const request = { filter, additionalFields: { eventList: {} } };
      const { rows } = await aep.export(request);
      const expected = expectedRows({ profiles, events, loadedAt }, { request, merge: newestFirst });
      expect(comparable(rows, request)).toEqual(comparable(expected, request));
    }
  } finally {
    await aep.close();
  }
});

test("an export can be loaded again without loss", async () => {
  const first = await LoadedAep.start({ profiles });
  const { files, rows } = await first.export();
  await first.close();
  const second = await LoadedAep.start({
    files: { profiles: { "export.parquet": files[0] ?? Buffer.of() } },
  });
  try {
    expect(comparable((await second.export()).rows, {})).toEqual(comparable(rows, {}));
  } finally {
    await second.close();
  }
});

test.each<[what: string, name: string, content: string, place: RegExp]>([
  ["a broken line", "p.ndjson", '{"a":1}\n\n{"a":\n{"a":2}', /p\.ndjson, line 3/],
  ["a line that is no record", "p.ndjson", '{"a":1}\n[{"a":1}]', /p\.ndjson, line 2/],
  ["a number that JSON does not know", "p.ndjson", '{"a":1}\n{"a":Infinity}', /p\.ndjson, line 2/],
  ["half of a surrogate pair", "p.ndjson", '{"a":"\\udc00"}', /p\.ndjson, line 1/],
  ["an element that is no record", "p.json", '[{"a":1}, 5]', /p\.json, record 2/],
  ["an array cut short", "p.json", '[{"a":1}, {"a":', /p\.json/],
  ["a row of another length", "p.csv", "a,b\n1,2\n1\n", /p\.csv.*line 3/],
  ["a file of an unknown form", "p.xml", "<a/>", /p\.xml/],
  ["what is no Parquet", "p.parquet", "PAR1", /p\.parquet/],
])("refuses %s and names its place", async (_what, name, content, place) => {
  const start = LoadedAep.start({ files: { profiles: { "good.ndjson": '{"a":1}', [name]: content } } });
  await expect(start).rejects.toThrow(place);
});
