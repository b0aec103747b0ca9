import type { SegmentDefinition } from "../../contract/segments";
import { sampleSegments } from "../../emulator/profiles/index";
import { email, LocalProfiles, type JsonRecord } from "./profileStore";

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
  ["nowhere = 1", ""],
  ["identityMap.Email.id = '3'", "3"],
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
  "name like 'A%'",
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

test("the sample's memberships agree with its definitions", async () => {
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
