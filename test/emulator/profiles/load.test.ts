import { DuckDBInstance } from "@duckdb/node-api";
import { existsSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ids, LocalProfiles, record, type JsonRecord } from "../../worlds/profileStore";

let profiles: LocalProfiles;
beforeEach(async () => {
  profiles = await LocalProfiles.open();
});
afterEach(() => profiles.close());

async function loaded(name: string, content: string | Buffer): Promise<JsonRecord[]> {
  await profiles.store.load({ sandbox: "prod", profiles: [await profiles.file(name, content)] });
  const rows = await profiles.export();
  return rows.sort((a, b) => Number(a["n"]) - Number(b["n"]));
}

const two = [
  { n: 1, a: "x" },
  { n: 2, b: [true] },
];
const lines = two.map((record) => JSON.stringify(record)).join("\n");

test.each<[form: string, name: string, content: string | Buffer]>([
  ["NDJSON", "p.ndjson", lines],
  [
    "NDJSON with a byte order mark, empty lines and CRLF",
    "p.jsonl",
    `\uFEFF${lines.replace("\n", "\r\n\r\n  \r\n")}\r\n`,
  ],
  ["compressed NDJSON", "p.ndjson.gz", gzipSync(lines)],
  ["a JSON array", "p.json", JSON.stringify(two, undefined, 2)],
  [
    "JSON records one after another",
    "p.json",
    two.map((record) => JSON.stringify(record, undefined, 2)).join("\n"),
  ],
  ["a compressed JSON array", "P.JSON.gz", gzipSync(JSON.stringify(two))],
  ["CSV", "p.csv", 'n,a,b\n1,x,\n2,,"[true]"\n'],
  ["TSV", "p.tsv", "n\ta\tb\n1\tx\t\n2\t\t[true]\n"],
])("loads %s", async (_form, name, content) => {
  expect(await loaded(name, content)).toEqual(two);
});

test("loads CSV without losing a character", async () => {
  const csv = [
    "n,zip,name.first,name.last,flag,points,price,id,identityMap,note",
    '1,01234,"Ann ""A""",,true,7,1.5,12345678901234567890,"{""Email"":[{""id"":""a"",""primary"":true}]}","two\nlines"',
    '2,99999,,"",false,-3,,1,,"{not json"',
  ].join("\n");
  expect(await loaded("p.csv", csv)).toEqual([
    {
      n: 1,
      zip: "01234",
      name: { first: 'Ann "A"' },
      flag: true,
      points: 7,
      price: 1.5,
      id: "12345678901234567890",
      identityMap: { Email: [{ id: "a", primary: true }] },
      note: "two\nlines",
    },
    { n: 2, zip: "99999", name: { last: "" }, flag: false, points: -3, id: "1", note: "{not json" },
  ]);
});

test("loads Parquet, also types that JSON lacks", async () => {
  const file = path.join(profiles.folder, "p.parquet");
  const connection = await (await DuckDBInstance.create()).connect();
  const query = `SELECT n::INTEGER AS n, {'first': 'Ann', 'born': DATE '1990-01-02'} AS person, [1.50::DECIMAL(9,2)] AS prices,
    MAP {'Email': [{'id': n::VARCHAR, 'primary': true}]} AS "identityMap", TIMESTAMPTZ '2024-01-01 12:00:00.123+02' AS seen,
    {'ingestTime': TIMESTAMPTZ '2024-02-01 00:00:00Z'} AS _acp_system_metadata FROM range(1, 3) t(n)`;
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
  await profiles.store.load({ sandbox: "prod", profiles: [file] });
  await profiles.load({ profiles: [{ n: 3, person: { first: "Bob", born: "unknown" } }] });
  const batch = profiles.batch();
  await profiles.run({}, { batches: [batch] });
  const read = await connection.runAndReadAll(`
    SELECT n::VARCHAR, person::VARCHAR, prices::VARCHAR, typeof(prices), seen = TIMESTAMPTZ '2024-01-01 10:00:00.123Z'
    FROM read_parquet('${batch.folder}/*.parquet') ORDER BY n`);
  connection.closeSync();
  expect(read.getRows()).toEqual([
    ["1", "{'first': Ann, 'born': '\"1990-01-02\"'}", "[1.50]", "DECIMAL(9,2)[]", true],
    ["2", "{'first': Ann, 'born': '\"1990-01-02\"'}", "[1.50]", "DECIMAL(9,2)[]", true],
    ["3", "{'first': Bob, 'born': '\"unknown\"'}", null, "DECIMAL(9,2)[]", null],
  ]);
  expect(await profiles.export({ filter: { fromIngestTimestamp: "2024-02-01T00:00:00Z" } })).toHaveLength(1);
});

test.each<[what: string, name: string, content: string, message: RegExp]>([
  ["a broken line", "p.ndjson", '{"a":1}\n\n{"a":\n{"a":2}', /p\.ndjson, line 3: /],
  ["a line that is no record", "p.ndjson", '{"a":1}\n[{"a":1}]', /p\.ndjson, line 2: .*not an object/],
  ["a number that JSON does not know", "p.ndjson", '{"a":NaN}', /p\.ndjson, line 1: /],
  ["half of a surrogate pair", "p.ndjson", '{"a":"\\ud83d"}', /p\.ndjson, line 1: .*surrogate/],
  [
    "an element that is no record",
    "p.json",
    '[{"a":1}, 5]',
    /p\.json, record 2 \(line \d+\): .*not an object/,
  ],
  ["a broken array", "p.json", '[{"a":1}, {"a":]', /p\.json, record 2 \(line 1\): .*not valid JSON/],
  ["a row of another length", "p.csv", "a,b\n1,2\n1\n", /p\.csv.*line 3/],
  ["columns that contradict each other", "p.csv", "a,a.b\n1,2\n", /p\.csv, line 2: .*a\.b/],
  ["an unknown extension", "p.xml", "<a/>", /p\.xml: .*\.ndjson/],
  ["what is not Parquet", "p.parquet", "PAR0", /p\.parquet: /],
  ["NDJSON that is not what its .gz says", "p.ndjson.gz", "no gzip", /p\.ndjson\.gz: .*header/],
  ["CSV that is not what its .gz says", "p.csv.gz", "no gzip", /p\.csv\.gz: .*header/],
])("names the place of %s, and loads nothing", async (_what, name, content, message) => {
  const good = await profiles.file("good.ndjson", '{"a":1}');
  const bad = await profiles.file(name, content);
  const load = profiles.store.load({ sandbox: "prod", profiles: [good, bad] });
  await expect(load).rejects.toMatchObject({
    code: "INVALID_FILE",
    message: expect.stringMatching(message) as string,
  });
  expect(await profiles.store.hasRecords("prod")).toBe(false);
  await profiles.store.load({ sandbox: "prod", profiles: [good] });
  expect(await profiles.export()).toEqual([{ a: 1 }]);
});

test("names a file that is missing", async () => {
  const file = path.join(profiles.folder, "none.ndjson");
  await expect(profiles.store.load({ sandbox: "prod", events: [file] })).rejects.toThrow("none.ndjson");
});

test("a stopped export leaves no file", async () => {
  await profiles.store.loadSample("prod");
  for (const delay of [0, 5, 40]) {
    const batches = [profiles.batch(), profiles.batch()];
    const abort = new AbortController();
    const run = profiles.run({ additionalFields: { eventList: {} } }, { batches, signal: abort.signal });
    setTimeout(() => abort.abort(), delay);
    await expect(run).rejects.toMatchObject({ code: "ABORTED" });
    for (const { folder } of batches) {
      expect(existsSync(folder)).toBe(false);
      expect(existsSync(`${folder}.unfinished`)).toBe(false);
    }
  }
  expect(await profiles.export()).toHaveLength(3000);
});

test("the sample is the same every time", async () => {
  await profiles.store.loadSample("one");
  await profiles.store.loadSample("two");
  const rows = async (sandbox: string): Promise<string[]> =>
    (
      await profiles.export(
        {
          fields: "person,loyalty.points",
          filter: { emptyProfiles: true },
          additionalFields: { eventList: { fields: "_id" } },
        },
        { sandbox },
      )
    )
      .map((row) => JSON.stringify(row))
      .sort();
  expect(await rows("one")).toEqual(await rows("two"));
});

test("sandboxes are separate, and records survive a restart of the store", async () => {
  await profiles.load({ profiles: [record({ id: "a" }, {})] }, "one");
  await profiles.load({ profiles: [record({ id: "b" }, {})] }, "two");
  await profiles.reopen();
  expect(await profiles.store.hasRecords("three")).toBe(false);
  expect(await profiles.store.hasRecords("two")).toBe(true);
  expect(ids(await profiles.export({}, { sandbox: "one" }))).toEqual(["a"]);
});
