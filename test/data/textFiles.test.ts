import { gzipSync } from "node:zlib";
import { LoadedAep } from "./loadedAep";
import { sorted, whole, type DataRecord, type Value } from "./value";

const records: DataRecord[] = [
  { _id: "a", city: "Zürich", note: 'said "x;y", twice' },
  { _id: "b", city: "東京 😀", note: "two\nlines" },
  { _id: "c", city: "line\u2028separator" },
];
const lines = records.map((record) => JSON.stringify(record)).join("\r\n");
const pretty = JSON.stringify(records, undefined, 2);
const cell = (value: Value | undefined): string =>
  value === undefined ? "" : `"${(value as string).replaceAll('"', '""')}"`;
const csv = (separator: string): string =>
  [
    ["_id", "city", "note"].join(separator),
    ...records.map(({ _id, city, note }) => [cell(_id), cell(city), cell(note)].join(separator)),
  ].join("\r\n");

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const encodings: [encoding: string, encode: (text: string) => Buffer][] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with a byte order mark", (text) => Buffer.from(`\uFEFF${text}`)],
  ["UTF-16LE with a byte order mark", (text) => utf16(`\uFEFF${text}`)],
  ["UTF-16BE with a byte order mark", (text) => utf16(`\uFEFF${text}`).swap16()],
  ["UTF-16LE", utf16],
  ["UTF-16BE", (text) => utf16(text).swap16()],
  ["UTF-16LE, compressed", (text) => gzipSync(utf16(text))],
];
const texts: [name: string, text: string][] = [
  ["records.ndjson", lines],
  ["array.json", pretty],
  ["sequence.json", records.map((record) => JSON.stringify(record, undefined, 1)).join("\n")],
  ["comma.csv", csv(",")],
  ["semicolon.csv", csv(";")],
  ["bar.csv", csv("|")],
  ["tab.csv", csv("\t")],
  ["tab.tsv", csv("\t")],
];

type Files = NonNullable<Parameters<typeof LoadedAep.start>[0]["files"]>;

async function loaded(files: Files): Promise<Value[]> {
  const aep = await LoadedAep.start({ files });
  try {
    return sorted((await aep.export()).rows);
  } finally {
    await aep.close();
  }
}

it.each(encodings)("all text formats give the same export in %s", async (encoding, encode) => {
  const end = encoding.endsWith("compressed") ? ".gz" : "";
  const files = texts.map(([name, text]): [string, Buffer] => [name + end, encode(text)]);
  const rows = await loaded({ profiles: Object.fromEntries(files) });
  expect(rows).toEqual(sorted(texts.flatMap(() => records.map((record) => whole(record)))));
});

it("a byte order mark before events is not part of their text", async () => {
  const event = { _id: "e", identityMap: { Email: [{ id: "a" }] }, city: "Zürich" };
  const aep = await LoadedAep.start({
    files: {
      profiles: { "p.ndjson": JSON.stringify({ identityMap: event.identityMap }) },
      events: {
        "1.json": Buffer.from(`\uFEFF${JSON.stringify([event])}`),
        "2.ndjson": utf16(`\uFEFF${JSON.stringify(event)}`),
        "3.csv": 'city;_id;identityMap\nZürich;e;"{""Email"":[{""id"":""a""}]}"',
      },
    },
  });
  try {
    const { rows } = await aep.export({ additionalFields: { eventList: {} } });
    expect(rows).toEqual([{ identityMap: event.identityMap, eventList: [event, event, event] }]);
  } finally {
    await aep.close();
  }
});

it("a text is read completely if it comes in many pieces", async () => {
  const many = Array.from({ length: 3000 }, (_, at) => ({
    _id: `${at}`,
    city: "Zürich 東京 😀".repeat(at % 9),
  }));
  const expected = sorted(many.map((record) => whole(record)));
  const ndjson = many.map((record) => JSON.stringify(record)).join("\r\n");
  expect(await loaded({ profiles: { "p.ndjson": ndjson } })).toEqual(expected);
  expect(await loaded({ profiles: { "p.json": utf16(JSON.stringify(many)) } })).toEqual(expected);
  const rows = many.map(({ _id, city }) => `"${city}";${_id}`).join("\n");
  expect(await loaded({ profiles: { "p.csv": `city;_id\n${rows}` } })).toEqual(expected);
});

it("the whole column decides whether its cells are numbers, JSON or text", async () => {
  const text = [
    "_id;whole;code;comma;long;list;mixed",
    '1;7;007;1,5;12345678901234567890123;"[1, {""a"": 9007199254740993}]";"{""a"":1}"',
    "2;8;1;2,75;1;[];none",
  ].join("\n");
  expect(await loaded({ profiles: { "p.csv": text } })).toEqual([
    {
      _id: "1",
      whole: 7n,
      code: "007",
      comma: "1,5",
      long: "12345678901234567890123",
      list: [1n, { a: 9007199254740993n }],
      mixed: '{"a":1}',
    },
    { _id: "2", whole: 8n, code: "1", comma: "2,75", long: "1", list: [], mixed: "none" },
  ]);
});

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const far = '{"a":1}\n'.repeat(20_000);

it.each<[what: string, name: string, content: string | Buffer, told: RegExp]>([
  ["Latin-1", "p.ndjson", latin1('{"a":"x"}\n{"a":"Zoë"}'), /p\.ndjson, line 2: .*UTF-8.*Latin-1/],
  ["Latin-1 far behind", "p.ndjson", latin1(`${far}{"a":"Zoë"}\n${far}`), /p\.ndjson, line 20001: .*UTF-8/],
  ["Latin-1", "p.json", latin1('[{"a":1},\n\n{"a":"é"}]'), /p\.json, line 3: .*UTF-8/],
  ["Latin-1", "p.csv", latin1("a;b\n1;2\nZoë;3"), /p\.csv, line 3: .*UTF-8/],
  ["a letter cut at the end", "p.ndjson", Buffer.from('{"a":1}\n{"a":"é').subarray(0, -1), /line 2: .*UTF-8/],
  ["half of a UTF-16 letter", "p.ndjson", utf16('{"a":1}\n{"a":"\ud83d"}'), /line 2: .*UTF-16LE/],
  ["UTF-32", "p.ndjson", Buffer.from("fffe00007b0000007d000000", "hex"), /p\.ndjson: it holds UTF-32/],
  ["gzip without its extension", "p.csv", gzipSync("a,b\n1,2"), /p\.csv: it holds gzip.*\.gz/],
  ["Parquet by another name", "p.json", "PAR1", /p\.json: it holds Parquet/],
  ["a workbook", "p.csv", Buffer.from("504b0304", "hex"), /p\.csv: it holds a ZIP/],
  ["NaN", "p.ndjson", '{"score":1}\n{"score":NaN}', /p\.ndjson, line 2: not a record/],
  ["Infinity", "p.json", '[{"score":1},\n{"score":-Infinity}]', /p\.json, record 2 \(line 2\): not a record/],
  ["a key twice", "p.ndjson", '{"a":"a\\":1"}\n{"a":1,"a":"x"}', /line 2: .*the same key twice/],
  ["a nested key twice", "p.json", '[{"a":{"b":1,\n"\\u0062" :2}}]', /record 1 \(line 1\): .*same key twice/],
  ["a key twice in a cell", "p.csv", 'a\n"{""b"":1,""b"":2}"', /line 2: .*same key twice/],
  ["two separators", "p.csv", "a;b,c\n1;2,3", /p\.csv, line 1: the header has comma and semicolon/],
  ["a separator line", "p.csv", "sep=;\na;b\n1;2", /p\.csv, line 1: sep=;/],
  ["a missing comma", "p.json", '[{"a":1}\n{"a":2}]', /p\.json, line 2: .*a comma is missing/],
  ["a missing record", "p.json", '[{"a":1},\n]', /p\.json, line 2: .*a record is missing/],
  ["text behind an array", "p.json", '[{"a":1}]\n{"a":2}', /p\.json, line 2: .*follows the end/],
  ["an array without an end", "p.json", '[{"a":1}\n', /p\.json, line 2: .*array has no end/],
  ["a record without an end", "p.json", '{"a":1}\n{"a":"}', /p\.json, line 2: .*no end/],
  ["brackets that do not match", "p.json", '[{"a":[1}}]', /p\.json, record 1/],
  [
    "a broken object in a cell",
    "p.csv",
    "_id,identityMap\n1,{'Email': []}",
    /p\.csv, line 2: column identityMap/,
  ],
])("refuses %s and names its place: %s", async (_what, name, content, told) => {
  for (const kind of ["profiles", "events"] as const) {
    await expect(LoadedAep.start({ files: { [kind]: { [name]: content } } })).rejects.toThrow(told);
  }
});
