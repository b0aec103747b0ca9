import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ExportedPart, listParts, readRows } from "../../../provider/aep";
import { errorOf } from "../../worlds/cannedAep";
import { startExport } from "../../worlds/cannedExport";

const dir = mkdtempSync(path.join(tmpdir(), "rows-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function write(name: string, query: string, options = ""): Promise<string> {
  const file = path.join(dir, name);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet ${options})`);
  connection.closeSync();
  return file;
}

test("the first rows are read across several files", async () => {
  const files = [
    await write("a.parquet", "SELECT {'name': {'firstName': 'Ada ' || i}} AS person FROM range(3) t(i)"),
    await write("b.parquet", "SELECT {'name': {'firstName': 'Bob ' || i}} AS person FROM range(40) t(i)"),
  ];
  const rows = await readRows(files, 5);
  expect(rows.map(({ person }) => person)).toEqual(
    ["Ada 0", "Ada 1", "Ada 2", "Bob 0", "Bob 1"].map((firstName) => ({ name: { firstName } })),
  );
  expect(await readRows(files, 100)).toHaveLength(43);
  expect(await readRows(files, 0)).toEqual([]);
});

test.each(["snappy", "gzip", "uncompressed"])("values become JSON without loss, %s", async (codec) => {
  const file = await write(
    `values-${codec}.parquet`,
    `SELECT 9007199254740991::BIGINT AS safe, 9007199254740993::BIGINT AS great, 'NaN'::DOUBLE AS nan, 0.1::DOUBLE AS tenth,
       true AS yes, NULL::VARCHAR AS nothing, 'ß"\n🎈' AS words, TIMESTAMP '2024-02-29 12:30:00' AS at,
       DATE '2024-02-29' AS day, [1, NULL, 3] AS list, MAP {'a.b': [{'id': 'x'}]} AS map, {'deep': {'er': 1}} AS nested`,
    `, COMPRESSION ${codec}`,
  );
  expect(await readRows([file], 1)).toEqual([
    {
      safe: 9007199254740991,
      great: "9007199254740993",
      nan: "NaN",
      tenth: 0.1,
      yes: true,
      nothing: null,
      words: 'ß"\n🎈',
      at: "2024-02-29T12:30:00.000Z",
      day: "2024-02-29T00:00:00.000Z",
      list: [1, null, 3],
      map: { "a.b": [{ id: "x" }] },
      nested: { deep: { er: 1 } },
    },
  ]);
});

test.each([
  ["'12345678901234567.89'::DECIMAL(38,2)", "12345678901234567.89"],
  ["'-99999999999999999999999999999999999999'::DECIMAL(38,0)", "-99999999999999999999999999999999999999"],
  ["'-0.01'::DECIMAL(38,2)", -0.01],
  ["'0.10'::DECIMAL(4,2)", 0.1],
  ["'1000'::DECIMAL(9,0)", 1000],
  ["'-123456789012345.678'::DECIMAL(18,3)", "-123456789012345.678"],
  ["'0.0000001'::DECIMAL(10,7)", "0.0000001"],
  ["18446744073709551615::UBIGINT", "18446744073709551615"],
  ["TIMESTAMP '2026-01-15 10:00:00.123456'", "2026-01-15T10:00:00.123456Z"],
  ["TIMESTAMPTZ '1969-12-31 23:59:59.9999+00'", "1969-12-31T23:59:59.9999Z"],
  ["TIMESTAMP_NS '2026-01-15 10:00:00.123456789'", "2026-01-15T10:00:00.123456789Z"],
  ["TIMESTAMP_MS '2026-01-15 10:00:00.120'", "2026-01-15T10:00:00.120Z"],
  ["TIME '10:00:00.123456'", "10:00:00.123456"],
  ["'\\xFF\\xFE\\x00\\x01'::BLOB", "//4AAQ=="],
  ["'words'::BLOB", "d29yZHM="],
  ["'gold'::ENUM ('gold', 'silver')", "gold"],
  [`'{"id": 9007199254740993}'::JSON`, '{"id": 9007199254740993}'],
  ["uuid '0d5a2a0e-1f1b-4c5e-9a57-0f6a6d7b8c9d'", "0d5a2a0e-1f1b-4c5e-9a57-0f6a6d7b8c9d"],
])("%s is read exactly", async (sql, value) => {
  const columns = `${sql} AS flat, {'a': {'b': ${sql}}} AS nested, [[${sql}, NULL]] AS lists, MAP {'k': [{'v': ${sql}}]} AS map,
    NULL AS nothing`;
  const file = await write("exact.parquet", `SELECT ${columns}`);
  expect(await readRows([file], 1)).toEqual([
    {
      flat: value,
      nested: { a: { b: value } },
      lists: [[value, null]],
      map: { k: [{ v: value }] },
      nothing: null,
    },
  ]);
});

describe("from AEP", () => {
  const part = (parts: ExportedPart[]) => parts[0]!;

  test("only the needed row groups of a part are fetched, piece by piece", async () => {
    // Texts that do not compress, so that a row group has some hundred kilobytes.
    const query = "SELECT i, md5(i::VARCHAR) || md5('x' || i) AS digest FROM range(200000) t(i)";
    const bytes = readFileSync(await write("large.parquet", query, ", ROW_GROUP_SIZE 4096"));
    const aep = await startExport([{ name: "large.parquet", bytes }]);
    try {
      const { client } = aep;
      const rows = await readRows([{ client, part: part(await listParts(client, ["b1"])) }], 3);
      expect(rows.map(({ i }) => i)).toEqual([0, 1, 2]);
      const spans = aep.ranges().map((range) => /^bytes=(\d+)-(\d+)$/.exec(range ?? ""));
      const read = spans.reduce((sum, span) => sum + Number(span?.[2]) - Number(span?.[1]) + 1, 0);
      expect(read).toBeLessThan(bytes.length / 4);
    } finally {
      await aep.server.close();
    }
  });

  test("a service that ignores Range gives the same rows", async () => {
    const bytes = readFileSync(await write("small.parquet", "SELECT i FROM range(10) t(i)"));
    const aep = await startExport([{ name: "small.parquet", bytes }]);
    aep.trouble((_seen, response) => {
      response.writeHead(200, { "Content-Length": bytes.length }).end(bytes);
      return "taken";
    });
    try {
      const { client } = aep;
      const rows = await readRows([{ client, part: part(await listParts(client, ["b1"])) }], 2);
      expect(rows).toEqual([{ i: 0 }, { i: 1 }]);
    } finally {
      await aep.server.close();
    }
  });
});

test("the error for a file that is not Parquet names the file", async () => {
  const file = path.join(dir, "no.parquet");
  writeFileSync(file, "These are words, and no Parquet at all.");
  const error = await errorOf(readRows([file], 1));
  expect(error).toMatchObject({ name: "AepError", kind: "unexpected" });
  expect((error as Error).message).toContain("no.parquet");
});
