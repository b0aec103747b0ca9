import { DuckDBInstance } from "@duckdb/node-api";
import * as fc from "fast-check";
import path from "node:path";
import { email, LocalProfiles, present, type Json, type JsonRecord } from "../../worlds/profileStore";

let profiles: LocalProfiles;
beforeEach(async () => {
  profiles = await LocalProfiles.open();
});
afterEach(() => profiles.close());

const byId = (rows: JsonRecord[]): JsonRecord[] =>
  [...rows].sort((a, b) => ((a["_id"] as string) < (b["_id"] as string) ? -1 : 1));

async function roundTrip(values: JsonRecord[]): Promise<void> {
  const records = values.map((value, index) => ({
    ...value,
    _id: `id-${index}`,
    identityMap: email(`${index}@example.com`),
  }));
  await profiles.load({ profiles: records });
  expect(byId(await profiles.export())).toEqual(byId(records.map((record) => present(record) as JsonRecord)));
}

const nasty: Record<string, Json[]> = {
  "any Unicode": ["😀 Tōkyō \u0000 \u2028 \uFEFF", "", "'\";--\\\n\r\t", "\u{10FFFF}"],
  doubles: [5e-324, -1.7976931348623157e308, 0.1, 1e21, 3],
  "integers at their limits": [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1],
  "values of several kinds": [1, "1", true, null, [1], { a: 1 }, [], {}],
  "empty objects and arrays": [{}, [], [[]], [{}], { a: {} }, { a: [] }],
  "nulls in arrays": [[null, 1], [null], [1, null, 2]],
  "odd keys": [
    { "": 1 },
    { "a.b": 1 },
    { 'q"x': 1, "sp ace": 2, "a/b~c": 3 },
    { "\u0000": 1 },
    { é: 1, É: 2 },
  ],
  "keys that differ in case": [
    { transactionID: "a", n: 1 },
    { transactionId: "b" },
    { transactionID: "c", transactionId: "d" },
  ],
  "names of JavaScript's own": [
    { __proto__x: 1, constructor: { prototype: 1 }, toString: "x", length: 1, fields: { kinds: 1 } },
  ],
  "arrays of unlike objects": [[{ a: 1 }, { b: "x" }, { a: 2, b: "y" }], [{ c: [{ a: true }] }]],
  "numeric keys": [
    { "10": "a", "4": "b" },
    { "4": "c", x: 1 },
  ],
};

test.each(Object.entries(nasty))("what comes out is what went in: %s", async (_name, values) => {
  await roundTrip(values.map((value) => ({ deep: { value, list: [{ value }] }, value })));
});

test("keeps a field called __proto__", async () => {
  const file = await profiles.file(
    "p.ndjson",
    '{"_id":"1","a":{"__proto__":{"x":1},"b":2},"__proto__":"root"}',
  );
  await profiles.store.load({ sandbox: "prod", profiles: [file] });
  await profiles.reopen();
  const batch = profiles.batch();
  await profiles.run({}, { batches: [batch] });
  const connection = await (await DuckDBInstance.create()).connect();
  const read = await connection.runAndReadAll(
    `SELECT to_json(a)::VARCHAR, "__proto__" FROM read_parquet('${path.join(batch.folder, "*.parquet")}')`,
  );
  connection.closeSync();
  expect(read.getRows()).toEqual([['{"__proto__":{"x":1},"b":2}', "root"]]);
});

test("keeps root names that differ only in case, and an empty one", async () => {
  await roundTrip([
    { Id: "a", "": 1 },
    { ID: 2, id: { iD: true } },
    { Id: "b", ID: 3, ä: 1, Ä: 2, "x\u0000y": 1 },
  ]);
});

test("keeps deep nesting", async () => {
  const nested = (depth: number): Json =>
    depth === 0 ? "leaf" : depth % 2 ? { a: nested(depth - 1) } : [nested(depth - 1)];
  await roundTrip([{ nested: nested(20) }, { other: nested(200) }]);
});

test("keeps maps of more keys than a struct should have", async () => {
  const map = (prefix: string): JsonRecord =>
    Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${prefix}${i}`, { n: i }]));
  await roundTrip([{ counters: map("a") }, { counters: map("b") }, { counters: { one: { n: 1, m: "x" } } }]);
});

test("keeps every digit of numbers", async () => {
  const spellings = {
    int64: ["9223372036854775807", "-9223372036854775808", "1"],
    uint64: ["18446744073709551615", "9007199254740993"],
    both: ["18446744073709551615", "-9223372036854775808"],
    mixed: ["9007199254740993", "0.5"],
    huge: ["123456789012345678901234567890", "-1", "1e400"],
  };
  const lines = Object.entries(spellings).flatMap(([name, numbers]) =>
    numbers.map(
      (number, index) => `{"_id":"${name}-${index}","${name}":${number},"list":{"${name}":[${number}]}}`,
    ),
  );
  const file = await profiles.file("numbers.ndjson", lines.join("\n"));
  await profiles.store.load({ sandbox: "prod", profiles: [file] });
  const batch = profiles.batch();
  await profiles.run({}, { batches: [batch] });
  const connection = await (await DuckDBInstance.create()).connect();
  for (const [name, numbers] of Object.entries(spellings)) {
    const read = await connection.runAndReadAll(
      `SELECT "${name}"::VARCHAR, list."${name}"[1]::VARCHAR FROM read_parquet('${path.join(batch.folder, "*.parquet")}')
       WHERE starts_with(_id, '${name}') ORDER BY _id`,
    );
    expect(read.getRows()).toEqual(numbers.map((number) => [number, number]));
  }
  connection.closeSync();
});

test("widens its types as more records are loaded", async () => {
  const loads: JsonRecord[][] = [
    [{ a: 1, b: { c: "x" }, e: [1] }],
    [{ a: 1.5, b: { c: "y", d: [1] }, f: { g: true } }],
    [{ a: "text", b: { C: "z" }, e: [{ h: 1 }] }],
    [{ b: 5, f: { g: { deep: null } } }],
  ];
  const records = loads.map((load, i) =>
    load.map((value) => ({ ...value, _id: `id-${i}`, identityMap: email(`${i}@x.y`) })),
  );
  for (const load of records) await profiles.load({ profiles: load });
  await profiles.reopen();
  expect(byId(await profiles.export())).toEqual(
    byId(records.flat().map((record) => present(record) as JsonRecord)),
  );
});

test("keeps random records", async () => {
  const json = fc.jsonValue({ maxDepth: 4, noUnicodeString: false }) as fc.Arbitrary<Json>;
  const record = fc.dictionary(
    fc.oneof(fc.constantFrom("a", "A", "b", "", "a.b", "identities"), fc.string({ maxLength: 5 })),
    json,
    {
      maxKeys: 5,
    },
  );
  let sandbox = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), async (values) => {
      const name = `sandbox-${(sandbox += 1)}`;
      const records = values.map((value, i): JsonRecord => {
        const { _acp_system_metadata: _, ...own } = JSON.parse(JSON.stringify(value)) as JsonRecord;
        return { ...own, _id: `id-${i}`, identityMap: email(`${i}@example.com`) };
      });
      await profiles.load({ profiles: records, events: records }, name);
      const rows = await profiles.export({ additionalFields: { eventList: {} } }, { sandbox: name });
      const expected = records.map((own) => ({ ...(present(own) as JsonRecord), eventList: [present(own)] }));
      expect(byId(rows)).toEqual(byId(expected));
    }),
    { numRuns: 30 },
  );
}, 60_000);
