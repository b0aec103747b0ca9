import type { SegmentDefinition } from "../../../contract/segments";
import { sampleSegments } from "../../../emulator/profiles/index";
import { email, LocalProfiles, type JsonRecord } from "../../worlds/profileStore";

const start = Date.parse("2024-06-01T00:00:00Z");
let now = start;
let profiles: LocalProfiles;
beforeEach(async () => {
  now = start;
  profiles = await LocalProfiles.open(() => now);
});
afterEach(() => profiles.close());

const records: JsonRecord[] = [
  {
    age: 30,
    name: 'Ann "A"',
    vip: true,
    address: { city: "Roma" },
    orders: [
      { sku: "a", n: 1 },
      { sku: "b", n: 5 },
    ],
  },
  { age: 40.5, name: "bob", vip: false, address: { city: "ROME" }, orders: [] },
  { name: "30", mixed: 30, odd: { Id: 1, id: "x" } },
  { age: -1, mixed: "30", address: {} },
  { mixed: true, age: 0, name: "" },
];
const definition = (value: string, id = "evaluated"): SegmentDefinition => ({
  id,
  expression: { type: "PQL", format: "pql/text", value },
});
const idOf = (row: JsonRecord): string =>
  ((row["identityMap"] as JsonRecord)["Email"] as { id: string }[])[0]?.id ?? "";

async function members(pql: string, status?: ("realized" | "existing" | "exited")[]): Promise<string> {
  const request = {
    filter: { segments: [{ segmentId: "evaluated", status }] },
    evaluationInfo: { segmentation: true },
  };
  return (await profiles.export(request, { definitions: [definition(pql)] })).map(idOf).sort().join("");
}

const expressions: [pql: string, members: string][] = [
  ["age > 0", "01"],
  ["age >= 0 and age < 40.5", "04"],
  ["age = 40.5 or name = '30'", "12"],
  ["age != 30", "134"],
  ["not (age = 30)", "1234"],
  ["not vip = true", "1234"],
  ["vip = false", "1"],
  ['name = "Ann \\"A\\""', "0"],
  ["name in ['bob', '30']", "12"],
  ["name not in ['bob', '30']", "04"],
  ["address.city exists", "01"],
  ["address exists", "013"],
  ["address.city.isNull()", "234"],
  ["(age.exists() AND NOT vip.isNotNull()) or address.city.equals('rome', false)", "134"],
  ["address.city.equals('roma')", ""],
  ["address.city.startsWith('Ro') or address.city.endsWith('E')", "01"],
  ["address.city.contains('OM', false)", "01"],
  ["address.city.notEqualTo('Roma')", "1"],
  ["orders.sku = 'b'", "0"],
  ["orders.n > 4 and orders.sku = 'a'", "0"],
  ["orders.sku != 'a'", "0"],
  ["mixed = 30", "2"],
  ["mixed = '30'", "3"],
  ["mixed = true", "4"],
  ["odd.Id = 1 and odd.id = 'x'", "2"],
  ["name = 30", ""],
  ["identityMap.Email.id = '3'", "3"],
  ['identityMap["Email"].id = "3" or identityMap.get("Email").id.equals("4")', "34"],
  ['identityMap["Phone"].id = "3"', ""],
  ['address["city"] = "Roma"', "0"],
  ['$1.address.city = "Roma"', "0"],
  ['not ($1.address.city = "Roma")', "1234"],
  ['(P) => P.address.city = "Roma" and P.vip = true', "0"],
  ["!(age = 30)", "1234"],
  ["name notIn ['bob', '30']", "04"],
  ["name like 'b_b'", "1"],
  ["name like '%A%'", "0"],
  ["address.city like 'ro%'", ""],
  ["name like 'b.b' or name like '[a-z]%'", ""],
  ["name.doesNotStartWith('b')", "024"],
  ["name.doesNotEndWith('0') and name.doesNotContain('N', false)", "14"],
  ['name.matches("^[a-z]{3}$")', "1"],
  ['name.matches("(?i)^ANN")', "0"],
  ['name.matches("\\\\d+")', "2"],
  ['name.matches("A\\\\\\"")', "0"],
  ['age.matches("3")', ""],
];

test.each(expressions)("%s", async (pql, expected) => {
  await profiles.load({
    profiles: records.map((record, index) => ({ ...record, identityMap: email(String(index)) })),
  });
  expect(await members(pql)).toBe(expected);
});

test.each([
  "",
  "age",
  "age >",
  "age > other.field",
  "(age > 1",
  "age > 1)",
  "select X from xEvent where X.commerce.purchases.value > 0",
  "sum(orders.n) > 3",
  "age.round() = 3",
  "name like age",
  "age like 3",
  "$2.address.city = 'Roma'",
  "$1 = 'Roma'",
  "$1.exists()",
  "Profile.address.city = 'Roma'",
  "not (profile.address.city = 'Roma')",
  "xEvent.commerce.purchases.value > 0",
  "not (xEvent.commerce.purchases.value > 0)",
  "(P) => Q.address.city = 'Roma' and P.first.second(3)",
  "exists E from xEvent where (E.commerce.item.price > 50)",
  "forall E from xEvent : E.web exists",
  "let S = 3 in (age > S)",
  "if (age = 3, true, false)",
  "name in 'bob'",
  "orders[0].sku = 'a'",
  "address[city] = 'Roma'",
  "identityMap.get(Email).id = 'x'",
  "identityMap.keys().includes('Email')",
  "orders.count() > 1",
  "person.colors.intersects(['red'])",
  "inSegment(other)",
  "inSegment('a', 'b')",
  "address.inSegment('a')",
  "name.equals('a', 1)",
  "name.equals('a', true, true)",
  'name.matches("\\w+")',
  'name.matches("(?=a)b")',
  'name.matches("(a)\\\\1")',
  'name.matches("[a-z&&[^b]]")',
  'name.matches("a++")',
  'name.matches("\\\\bann\\\\b")',
  'name.matches("(?i)ä")',
  'name.matches("(a")',
  'name.matches("a", true)',
  "age > 1 extra",
  "name = 'open",
  "name.startsWith(3)",
  "age # 3",
])("refuses what it cannot evaluate, and changes nothing: %s", async (pql) => {
  await profiles.load({ profiles: [{ age: 1, identityMap: email("0") }] });
  await expect(members(pql)).rejects.toMatchObject({ code: "UNSUPPORTED_PQL" });
  await expect(members(pql)).rejects.toThrow("evaluated");
  expect(await profiles.store.segments("prod")).toEqual([]);
});

test("a regular expression matches line ends and whitespace as in Java", async () => {
  const names = ["a b", "a\u000bb", "a\r\n", "a\rb", "é", "\u212aelvin"];
  await profiles.load({
    profiles: names.map((name, index) => ({ name, identityMap: email(String(index)) })),
  });
  const matching = (pattern: string): Promise<string> => members(`name.matches(${JSON.stringify(pattern)})`);
  expect(await matching("a\\sb")).toBe("013");
  expect(await matching("a[\\s]b")).toBe("013");
  expect(await matching("a.b")).toBe("01");
  expect(await matching("a$")).toBe("2");
  expect(await matching("^.$")).toBe("24");
  expect(await matching("^\\W")).toBe("45");
});

describe("occurs", () => {
  // It is 2024-06-01T00:00:00Z.
  const joined = [
    "2024-05-31T23:59:59.999Z",
    "2024-06-01T00:00:00Z",
    "2024-06-01T02:00:00+01:00",
    "2024-05-02",
    "2024-02-29T12:00:00Z",
    "2023-06-01T00:00:00Z",
    "soon",
    7,
  ];
  test.each([
    ["today", "12"],
    ["on today", "12"],
    ["yesterday", "0"],
    ["tomorrow", ""],
    ["this month", "12"],
    ["last month", "03"],
    ["next month", ""],
    ["this year", "01234"],
    ["last year", "5"],
    ["this hour", "1"],
    ["last minute", "0"],
    ["on date(2024, 5, 2)", "3"],
    ["date(2024,5,31)", "0"],
    ["before date(2024, 5, 2)", "45"],
    ["before now", "0345"],
    ["before yesterday", "345"],
    ["after today", "2"],
    ["<= 1 year before now", "01345"],
    ["< 1 year before now", "0134"],
    ["> 1 years before today", ""],
    [">= 12 months before now", "5"],
    ["< 1 second before now", "01"],
    ["<= 1 hour after now", "12"],
    ["> 30 minutes after now", "2"],
    ["> 1 week before tomorrow", "345"],
    ["< 1 century before now", "01345"],
  ])("%s", async (period, expected) => {
    await profiles.load({
      profiles: joined.map((since, index) => ({
        loyalty: { since },
        identityMap: email(String(index)),
      })),
    });
    expect(await members(`loyalty.since occurs ${period}`)).toBe(expected);
    const others = [...joined.keys()].filter((id) => !expected.includes(String(id))).join("");
    expect(await members(`not (loyalty.since occurs ${period})`)).toBe(others);
  });

  test.each([
    "",
    "now",
    "this week",
    "last decade",
    "between yesterday and now",
    "= 3 days before today",
    "!= 3 days before today",
    "< 3 days from now",
    "< 3.5 days before now",
    "< -3 days before now",
    "< 3 fortnights before now",
    "< 3 days before date(2024, 5, 2)",
    "< 20 millennia before now",
    "after date(2024, 5, 2)",
    "on date(2024, 2, 30)",
    "date(2024, 5)",
    "before loyalty.until",
  ])("refuses %s", async (period) => {
    await expect(members(`loyalty.since occurs ${period}`)).rejects.toMatchObject({
      code: "UNSUPPORTED_PQL",
    });
  });
});

describe("inSegment", () => {
  test("finds members that were loaded or found by the same evaluation, in any order", async () => {
    const membership = (status: string): JsonRecord => ({
      ups: { loaded: { status, lastQualificationTime: "2020-01-01T00:00:00Z" } },
    });
    await profiles.load({
      profiles: [
        { age: 1, identityMap: email("0"), segmentMembership: membership("realized") },
        { age: 5, identityMap: email("1"), segmentMembership: membership("existing") },
        { age: 9, identityMap: email("2"), segmentMembership: membership("exited") },
        { age: 9, identityMap: email("3") },
      ],
    });
    expect(await members('inSegment("loaded")')).toBe("01");
    expect(await members('not inSegment("loaded")')).toBe("23");
    expect(await members('segmentMembership["ups"]["loaded"]["status"].equals("EXITED", false)')).toBe("2");
    const definitions = [
      definition('inSegment("b") and inSegment("c")', "a"),
      definition("age > 2", "b"),
      definition('not inSegment("loaded") and inSegment("b")', "c"),
    ];
    const request = { filter: { segments: [{ segmentId: "a" }] }, evaluationInfo: { segmentation: true } };
    expect((await profiles.export(request, { definitions })).map(idOf).sort()).toEqual(["2", "3"]);
  });

  test("an unknown segment has no members, nor has one that refers to itself", async () => {
    await profiles.load({ profiles: [{ age: 1, identityMap: email("0") }] });
    expect(await members('inSegment("nowhere")')).toBe("");
    expect(await members('inSegment("evaluated")')).toBe("");
  });
});

describe("a field that no profile has", () => {
  const request = (pql: string): Promise<string> => members(pql);

  test.each([
    ["nowhere = 1", /no profile has the field "nowhere"\. Correct/],
    ["not (nowhere = 1)", /the field "nowhere"/],
    ["adress.city = 'Roma'", /the field "adress"; did you mean "address"\?/],
    ["address.City = 'Roma' or age = 1", /the field "address.City"; did you mean "address.city"\?/],
    ["orders.skus = 'a'", /the field "orders.skus"; did you mean "orders.sku"\?/],
    ["name.first = 'Ann'", /the field "name.first"\. Correct/],
    ["inSegment('x') and $1.nam exists", /did you mean "name"\?/],
  ])("%s is refused", async (pql, message) => {
    await profiles.load({
      profiles: records.map((record, index) => ({ ...record, identityMap: email(String(index)) })),
    });
    await expect(request(pql)).rejects.toMatchObject({ code: "UNKNOWN_FIELD" });
    await expect(request(pql)).rejects.toThrow(message);
  });

  test("is accepted if there are no profiles", async () => {
    expect(await request("nowhere = 1")).toBe("");
  });

  test("is accepted as a key of a map", async () => {
    await profiles.load({ profiles: [{ identityMap: email("0") }] });
    expect(await request("identityMap.Phone.id = '1'")).toBe("");
  });
});

test("gives members their status and the time of evaluation", async () => {
  const before = (status: string): JsonRecord => ({
    evaluated: { status, lastQualificationTime: "2020-01-01T00:00:00Z", version: "7" },
  });
  await profiles.load({
    profiles: [
      { age: 1, identityMap: email("new") },
      { age: 1, identityMap: email("stays"), segmentMembership: { UPS: before("realized") } },
      {
        age: 0,
        identityMap: email("leaves"),
        segmentMembership: { ups: before("existing"), AAM: before("realized") },
      },
      { age: 0, identityMap: email("left"), segmentMembership: { ups: before("exited") } },
      { age: 1, identityMap: email("returns"), segmentMembership: { ups: before("exited") } },
      { age: 0, identityMap: email("never") },
    ],
  });
  const evaluation = { definitions: [definition("age = 1")] };
  const request = { evaluationInfo: { segmentation: true }, fields: "segmentMembership" };
  const memberships = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      (await profiles.export(request, evaluation)).map((row) => [idOf(row), row["segmentMembership"]]),
    );
  const evaluated = (status: string) => ({ status, lastQualificationTime: new Date(now).toISOString() });

  expect(await memberships()).toEqual({
    new: { ups: { evaluated: evaluated("realized") } },
    stays: { ups: { evaluated: evaluated("existing") }, UPS: before("realized") },
    leaves: { ups: { evaluated: { ...evaluated("exited"), version: "7" } }, AAM: before("realized") },
    left: { ups: before("exited") },
    returns: { ups: { evaluated: { ...evaluated("realized"), version: "7" } } },
    never: undefined,
  });

  now += 1000;
  const again = await memberships();
  expect(again["new"]).toEqual({ ups: { evaluated: evaluated("existing") } });
  expect(again["leaves"]).toEqual({
    ups: {
      evaluated: {
        ...evaluated("exited"),
        version: "7",
        lastQualificationTime: new Date(start).toISOString(),
      },
    },
    AAM: before("realized"),
  });
  expect(await members("age = 0", ["exited"])).toBe("newreturnsstays");
});

test("the sample's memberships agree with its segment definitions", async () => {
  const report = await profiles.store.loadSample("sample");
  expect(report.profiles).toBeGreaterThan(3000);
  const counts = async (): Promise<number[]> => {
    const all = await profiles.store.segments("sample");
    return sampleSegments.map(({ id }) => all.find(({ segmentId }) => segmentId === id)?.members ?? 0);
  };
  const loaded = await counts();
  await profiles.run(
    { evaluationInfo: { segmentation: true } },
    { sandbox: "sample", definitions: sampleSegments },
  );
  expect(await counts()).toEqual(loaded);
  expect(Math.min(...loaded)).toBeGreaterThan(100);
});
