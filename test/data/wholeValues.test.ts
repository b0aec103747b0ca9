import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBConnection } from "@duckdb/node-api";
import * as fc from "fast-check";
import type { AttributeMerge } from "../../contract/mergePolicies";
import { comparable } from "./comparable";
import { LoadedAep } from "./loadedAep";
import { expectedRows } from "./oracle";
import { sorted, wholeRecord, type DataRecord, type Value } from "./value";

/**
 * Loads records as profiles and as events, and exports each profile with the event of the same
 * identity. Every value must be equal in the form of `wholeRecord`.
 */
async function roundTrip(values: DataRecord[]): Promise<void> {
  const records = values.map((value, at): DataRecord => ({ ...value, ...named(at) }));
  const aep = await LoadedAep.start({ profiles: records, events: records });
  try {
    const { rows } = await aep.export({ additionalFields: { eventList: {} } });
    const expected = records.map(wholeRecord).map((record) => ({ ...record, eventList: [record] }));
    expect(sorted(rows)).toEqual(sorted(expected));
  } finally {
    await aep.close();
  }
}

const named = (at: number): DataRecord => ({
  _id: `r${at}`,
  identityMap: { Email: [{ id: `${at}@example.com`, primary: true }] },
});

const extremes = [
  -(2n ** 63n),
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  -(2n ** 53n) - 1n,
  2n ** 53n + 1n,
  123456789012345678901234567890n,
];
const doubles = [
  5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.7976931348623157e308, 0.1, 1e21, -0,
];

// hyparquet drops `__proto__` and confuses dotted keys with nested ones. `eventList` holds the events.
const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom("a", "A", "b", "", "p.q", "transactionID", "transactionId", "eventlist"),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
);
const ownKey = key.filter(
  (name) => !["__proto__", "eventList"].includes(name) && (name === "p.q" || !name.includes(".")),
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    "",
    "'",
    '"',
    "\\",
    "\r\n",
    "\u0000",
    "\u2028",
    "\uFEFF",
    "😀",
    "\u{10FFFF}",
    "null",
    "1",
    "{}",
  ),
);
const scalar: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(...extremes, ...doubles),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(ownKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const records = fc.array(fc.dictionary(ownKey, value, { maxKeys: 6, noNullPrototype: true }), {
  minLength: 1,
  maxLength: 8,
});

test("random records are exported without loss", async () => {
  await fc.assert(fc.asyncProperty(records, roundTrip), { numRuns: 20, seed: 7, endOnFailure: true });
}, 300_000);

test("fragments with random values merge leaf by leaf", async () => {
  const people = fc.array(records, { minLength: 1, maxLength: 4 });
  const merging = fc.constantFrom<AttributeMerge>(
    { type: "timestampOrdered" },
    { type: "dataSetPrecedence", order: ["second", "first"] },
  );
  const mergesWhole = async (fragments: DataRecord[][], merge: AttributeMerge): Promise<void> => {
    const profiles = fragments.flatMap((own, person) =>
      own.map((values, at): DataRecord => {
        const told = {
          ingestTime: 1_700_000_000_000 + ((at * 5) % 7),
          sourceDatasetId: ["first", "second"][at % 3] ?? "third",
        };
        return { ...values, ...named(person), _acp_system_metadata: told };
      }),
    );
    const aep = await LoadedAep.start({ profiles });
    try {
      const { id } = await aep.createMergePolicy({ attributeMerge: merge });
      const { rows } = await aep.export({ mergePolicy: { id } });
      const expected = expectedRows({ profiles, events: [], loadedAt: 0 }, { request: {}, merge });
      expect(comparable(rows, {})).toEqual(comparable(expected, {}));
    } finally {
      await aep.close();
    }
  };
  await fc.assert(fc.asyncProperty(people, merging, mergesWhole), {
    numRuns: 10,
    seed: 3,
    endOnFailure: true,
  });
}, 300_000);

const nested = (depth: number): Value =>
  depth === 0 ? "leaf" : depth % 2 ? { a: nested(depth - 1) } : [nested(depth - 1)];

test.each<[what: string, values: Value[]]>([
  ["integers at their limits", [...extremes, 0, -1, 1n]],
  ["integers of 64 bits with a sign", [2n ** 63n - 1n, -(2n ** 63n), 1]],
  ["integers of 64 bits without one", [2n ** 64n - 1n, 2n ** 53n + 1n]],
  ["doubles at their limits", doubles],
  ["integers beyond a double beside a fraction", [2n ** 53n + 1n, 0.5]],
  ["kinds mixed at one path", [1, "1", true, null, [1], [], { a: 1 }, {}, 0.5, 2n ** 64n]],
  ["empty arrays and objects", [[], {}, [[]], [{}], [[], [[]]], { a: {} }, { a: [] }, [{ a: [] }, {}]]],
  ["nulls", [null, [null], [null, 1], [{ a: null }, null], { a: null }, { a: { b: null } }]],
  ["arrays of unlike objects", [[{ a: 1 }, { b: "x" }, { a: 2, c: [{ a: true }] }], [{ a: "x" }]]],
  [
    "odd keys",
    [{ "": 1 }, { " ": 1, 'q"x': 2, "a/b~c": 3 }, { "\u0000": 1 }, { é: 1, É: 2, "e\u0301": 3 }, { "😀": 1 }],
  ],
  [
    "keys that differ only in case",
    [{ transactionID: "a" }, { transactionId: "b" }, { transactionID: 1, transactionId: 2 }],
  ],
  [
    "keys that are numbers",
    [
      { 10: "a", 4: "b" },
      { 4: "c", "04": "d" },
    ],
  ],
  [
    "names of JavaScript's own",
    [{ constructor: { prototype: 1 }, toString: "x", length: 0, hasOwnProperty: null }],
  ],
  [
    "more keys than a table has columns",
    [Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`k${at}`, at]))],
  ],
  ["long text", ["x".repeat(100_000), "\n\"'\\😀".repeat(2000)]],
  ["byte order marks", ["\uFEFF", "\uFEFFx", "x\uFEFF", { "\uFEFF": 1 }]],
  ["nesting 30 and 300 deep", [nested(30), { deeper: nested(300) }]],
])("%s", async (_what, values) => {
  await roundTrip([...values.map((own) => ({ own, inside: { list: [{ own }] } })), {}]);
});

test("exports root names that differ only in case, and an empty one", async () => {
  await roundTrip([
    { Id: "a", "": 1 },
    { ID: 2, id: { iD: true } },
    { Id: "b", ID: [3] },
    { profile: 1, Profile: 2 },
  ]);
});

test("exports a key with a dot beside the nested path of the same name", async () => {
  const record = { _id: "1", "a.b": "dotted", a: { b: "nested", "b.c": "dotted again" } };
  const aep = await LoadedAep.start({ profiles: [record] });
  const folder = await mkdtemp(path.join(tmpdir(), "dotted-"));
  try {
    const { files } = await aep.export();
    const file = path.join(folder, "part.parquet");
    await writeFile(file, files[0] ?? "");
    // hyparquet would confuse the two columns.
    const connection = await DuckDBConnection.create();
    const read = await connection.runAndReadAll(`SELECT * FROM '${file}'`);
    connection.closeSync();
    expect(read.getRowObjectsJson()).toEqual([{ ...record, identityMap: null }]);
  } finally {
    await aep.close();
    await rm(folder, { recursive: true });
  }
});
