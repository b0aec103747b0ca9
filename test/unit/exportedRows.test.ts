import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readFirstRows, renderRows } from "../../tools/quickstart/exportedRows";

const dir = mkdtempSync(path.join(tmpdir(), "exported-rows-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("reads the first rows over several files, and counts all", async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const write = async (name: string, query: string) => {
    const file = path.join(dir, name);
    await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
    return file;
  };
  const files = [
    await write("a.parquet", "SELECT {'name': {'firstName': 'Ada ' || i}} AS person FROM range(3) t(i)"),
    await write("b.parquet", "SELECT {'name': {'firstName': 'Bob ' || i}} AS person FROM range(40) t(i)"),
  ];
  connection.closeSync();

  const rows = await readFirstRows(files, 5);

  expect(rows.total).toBe(43);
  expect(rows.first.map((row) => (row["person"] as { name: { firstName: string } }).name.firstName)).toEqual([
    "Ada 0",
    "Ada 1",
    "Ada 2",
    "Bob 0",
    "Bob 1",
  ]);
});

test("a table has a column a leaf, under its dotted path", () => {
  const table = renderRows(
    [
      { _id: "1", person: { name: { firstName: "Ada" }, birthYear: 1815n }, tags: ["a", { b: 2n }] },
      { _id: "2", person: { name: null }, at: new Date(0) },
    ],
    200,
  );
  const [head, one, other] = cells(table);
  expect(head).toEqual(["_id", "person.name.firstName", "person.birthYear", "at", "tags"]);
  expect(one).toEqual(["1", "Ada", "1815", "", '["a",{"b":"2"}]']);
  expect(other).toEqual(["2", "", "", "1970-01-01T00:00:00.000Z", ""]);
});

test("columns that do not fit are named below the table, and no line is wider than the screen", () => {
  const table = renderRows([{ first: "x".repeat(100), second: "y".repeat(30), third: "z" }], 60);
  const lines = table.split("\n");
  expect(lines.pop()).toBe("and second, third");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(table).toContain("xxx…");
});

function cells(table: string): string[][] {
  const lines = table.split("\n").filter((line) => line.startsWith("│"));
  return lines.map((line) =>
    line
      .split("│")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
