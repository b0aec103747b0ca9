import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { longId, writeExports } from "./exports";
import { blocksOf, pages } from "./pages";
import { Python } from "./python";

/**
 * The recipes of docs/read-the-files.md, as they stand there, on exports on which a careless one loses or doubles data.
 */
const page = pages().find(({ file }) => file === "docs/read-the-files.md")!;
const blocks = blocksOf(page).map(({ text, ...block }) => ({ ...block, text: `${text}\n` }));
const recipe = (language: string, word: string): string =>
  blocks.find((block) => block.language === language && block.text.includes(word))!.text;

const pandas = Python.with(["pandas>=2", "pyarrow"], "test/docs/recipes.test.ts (pandas)");
const java = spawnSync("java", ["-version"]).status === 0;
if (!java) process.stderr.write("test/docs/recipes.test.ts (Spark): skipped, there is no Java here.\n");
const spark = java ? Python.with(["pyspark"], "test/docs/recipes.test.ts (Spark)") : undefined;

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "recipes-"));
  await writeExports(dir);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
  pandas?.close();
  spark?.close();
});

describe("DuckDB", () => {
  const statements = recipe("sql", "read_parquet")
    .split(";")
    .filter((text) => text.trim() !== "");
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`SET file_search_path = '${dir}'`);
  });
  afterAll(() => connection.closeSync());

  test.each<[string, object[]]>([
    [
      "personalEmail.address",
      [
        { _id: "a", lastName: "Ito", address: "a@example.com" },
        { _id: "b", lastName: null, address: null },
      ],
    ],
    ["eventList", [{ _id: "a", eventType: "visit", number: longId }]],
    ["AS email", [{ _id: "a", email: "a@example.com" }]],
    [
      "SELECT filename",
      [
        { filename: expect.stringContaining("2026-11-24"), _id: "a", lastName: null },
        { filename: expect.stringContaining("2026-11-25"), _id: "a", lastName: "Ito" },
        { filename: expect.stringContaining("2026-11-24"), _id: "b", lastName: null },
        { filename: expect.stringContaining("2026-11-25"), _id: "b", lastName: null },
      ],
    ],
    [
      "QUALIFY",
      [
        { _id: "a", loyaltyNumber: longId, person: { name: { firstName: "Ada", lastName: "Ito" } } },
        { _id: "b" },
      ],
    ],
  ])("the query with %s", async (word, expected) => {
    const found = await connection.runAndReadAll(statements.find((text) => text.includes(word))!);
    const place = ({ _id, filename }: Record<string, unknown>) => JSON.stringify([_id, filename]);
    const rows = found.getRowObjectsJS().sort((x, y) => place(x).localeCompare(place(y)));
    expect(rows).toMatchObject(expected);
  });

  test("every query is run", () => expect(statements).toHaveLength(5));
});

const withPandas = pandas === undefined ? describe.skip : describe;
withPandas("pandas", () => {
  const run = (word: string, shown: string) =>
    pandas?.json(`import json\n${recipe("python", word)}\nprint(json.dumps(${shown}))`, dir);

  test("one export is read once, with exact long integers", () => {
    const id = "str(profiles.loyaltyNumber[0])";
    const card = "str(profiles.loyalty[0]['cardId'])";
    const event = "str(profiles.eventList[0][0]['number'])";
    const rows = "[list(profiles._id), profiles.loyaltyNumber.isna().tolist()]";
    expect(run("dtype_backend", `[${id}, ${card}, ${event}, ${rows}]`)).toEqual([
      String(longId),
      String(longId),
      String(longId),
      [
        ["a", "b"],
        [false, true],
      ],
    ]);
  });

  test("flat columns have the same values", () => {
    expect(
      run(
        "flat(",
        "[list(profiles.columns), str(profiles.loyaltyNumber[0]), str(profiles['loyalty.cardId'][0]), profiles['person.name.lastName'][0], len(profiles)]",
      ),
    ).toEqual([
      expect.arrayContaining([
        "person.name.firstName",
        "person.name.lastName",
        "personalEmail.address",
        "loyalty.cardId",
        "eventList",
      ]),
      String(longId),
      String(longId),
      "Ito",
      2,
    ]);
  });

  test("several exports keep all their columns and name their export", () => {
    expect(
      run(
        "flat(",
        "[[list(key) for key in days.index], list(days['person.name.lastName'].fillna('-')), str(days['loyalty.cardId'].iloc[0])]",
      ),
    ).toEqual([
      [
        ["2026-11-24", 0],
        ["2026-11-24", 1],
        ["2026-11-25", 0],
        ["2026-11-25", 1],
      ],
      ["-", "-", "Ito", "-"],
      String(longId),
    ]);
  });
});

const withSpark = spark === undefined ? describe.skip : describe;
withSpark("Spark", () => {
  test("one export is read once, and several keep all their columns", () => {
    const program = `
import json
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
${recipe("python", "spark")}
print(json.dumps([
  sorted((row._id, str(row.loyaltyNumber)) for row in profiles.collect()),
  sorted((row.file_path.split("/")[-3], row._id, row.person and row.person.name.lastName) for row in days.collect() if row._id == "a"),
]))`;
    expect(spark?.json(program, dir)).toEqual([
      [
        ["a", String(longId)],
        ["b", "None"],
      ],
      [
        ["2026-11-24", "a", null],
        ["2026-11-25", "a", "Ito"],
      ],
    ]);
  }, 120_000);
});
