import { rowTable } from "../../cli/display/rowTable";

test("a table has a column for each leaf, under its dotted path", () => {
  const table = rowTable(
    [
      { _id: "1", person: { name: { firstName: "Ada" }, birthYear: 1815 }, tags: ["a", { b: 2 }] },
      { _id: "2", person: { name: null }, at: "1970-01-01T00:00:00.000Z" },
    ],
    200,
  );
  const [head, one, other] = cells(table);
  expect(head).toEqual(["_id", "person.name.firstName", "person.birthYear", "at", "tags"]);
  expect(one).toEqual(["1", "Ada", "1815", "", '["a",{"b":2}]']);
  expect(other).toEqual(["2", "", "", "1970-01-01T00:00:00.000Z", ""]);
});

test("a column called like a member that every object inherits is a column like any other", () => {
  const table = rowTable([{ toString: "own" }, { constructor: "other" }], 100);
  expect(cells(table)).toEqual([
    ["toString", "constructor"],
    ["own", ""],
    ["", "other"],
  ]);
});

test("columns that do not fit are named below the table, and no line is wider than the screen", () => {
  const table = rowTable([{ first: "x".repeat(100), second: "y".repeat(30), third: "z" }], 60);
  const lines = table.split("\n");
  expect(lines.pop()).toBe("and second, third");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(table).toContain("xxx…");
});

test("a first column wider than the screen is cut, and the list of hundreds of columns is shortened", () => {
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`column${at}`, "z".repeat(20)]));
  const lines = rowTable([{ first: "x".repeat(100), ...wide }], 20).split("\n");
  const names = lines.pop() ?? "";
  expect(names.length).toBeLessThan(500);
  expect(names.endsWith("…")).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
});

test("control characters and line breaks are removed from values and names", () => {
  const table = rowTable([{ "a\u001b[2J": "one\ntwo\u0007", list: ["x\u001b"] }], 100);
  expect(table).toContain("one two");
  // eslint-disable-next-line no-control-regex -- the test checks that they are gone
  expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
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
