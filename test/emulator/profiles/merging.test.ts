import type { AttributeMerge } from "../../../contract/mergePolicies";
import {
  email,
  idOf,
  ids,
  LocalProfiles,
  present,
  record,
  type Json,
  type JsonRecord,
  type Told,
} from "../../worlds/profileStore";

let profiles: LocalProfiles;
beforeEach(async () => {
  profiles = await LocalProfiles.open();
});
afterEach(() => profiles.close());

/**
 * The tests' own way of merging: an object is merged key by key, everything else is a leaf, null is
 * a gap.
 */
function overlay(strong: Json | undefined, weak: Json | undefined): Json | undefined {
  const isObject = (value: Json | undefined): value is JsonRecord =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (strong === undefined || strong === null) return weak;
  if (!isObject(strong) || !isObject(weak)) return strong;
  const keys = new Set([...Object.keys(strong), ...Object.keys(weak)]);
  return Object.fromEntries([...keys].map((key) => [key, overlay(strong[key], weak[key]) as Json]));
}

describe("merging", () => {
  const values: JsonRecord[] = [
    {
      person: { name: { firstName: "Ann", lastName: "" } },
      n: 0,
      flag: false,
      list: [1],
      json: { a: 1, A: { x: 1, y: null } },
    },
    {
      person: { name: { firstName: null, lastName: "Lee" }, gender: "female" },
      n: 7,
      list: [],
      json: { a: 2, b: null, A: { y: 2 } },
    },
    {
      person: { birthYear: 1990 },
      flag: true,
      segmentMembership: { ups: { s1: { status: "exited" } } },
      json: "other",
    },
    {
      person: null,
      segmentMembership: {
        ups: { s1: { status: "realized", lastQualificationTime: "2024-01-01T00:00:00Z" } },
        X: {},
      },
    },
    {
      json: { b: 5 },
      n: null,
      list: [null],
      flag: null,
      map: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])),
    },
    {
      map: { k1: null, k2: 99, other: 5 },
      identityMap: { Email: [{ id: "p", primary: true }], ECID: [{ id: "e" }] },
    },
  ];
  const told = (index: number): Told => ({
    id: "p",
    ingestTime: 1_700_000_000_000 + ((index * 37) % 5) * 1000,
    source: ["crm", "web", "other"][index % 3],
  });
  const fragments = values.map((value, index) => record(told(index), value));
  const precedence = (merge: AttributeMerge, index: number): number[] => {
    const place = merge.order?.indexOf(told(index).source ?? "") ?? 0;
    return [place < 0 ? Infinity : place, -(told(index).ingestTime ?? 0), -index];
  };

  test.each<AttributeMerge>([
    { type: "timestampOrdered" },
    { type: "dataSetPrecedence", order: ["web", "crm"] },
    { type: "dataSetPrecedence", order: ["other"] },
  ])("is leaf by leaf: %j", async (attributeMerge) => {
    await profiles.load({ profiles: [...fragments, record({ id: "alone" }, { n: 1 })] });
    const order = fragments
      .map((_, index) => index)
      .sort((a, b) => compareLists(precedence(attributeMerge, a), precedence(attributeMerge, b)));
    const merged = order.reduce<Json | undefined>(
      (strong, index) => overlay(strong, present(fragments[index] as Json)),
      undefined,
    );
    const { _acp_system_metadata: _, ...expected } = merged as JsonRecord;

    const rows = await profiles.export({}, { attributeMerge });

    expect(ids(rows)).toEqual(["alone", "p"]);
    expect(rows.find((row) => idOf(row) === "p")).toEqual(expected);
  });

  test("includes records that are loaded later", async () => {
    await profiles.load({ profiles: [record({ id: "p", ingestTime: 1000 }, { a: 1, b: 1 })] });
    expect(await profiles.export()).toHaveLength(1);
    await profiles.load({ profiles: [record({ id: "p", ingestTime: 500 }, { a: 2, c: 3 })] });
    expect(await profiles.export()).toEqual([{ identityMap: email("p"), a: 1, b: 1, c: 3 }]);
    await profiles.load({ profiles: [record({ id: "p", ingestTime: 2000 }, { a: "three" })] });
    expect(await profiles.export()).toEqual([{ identityMap: email("p"), a: "three", b: 1, c: 3 }]);
  });

  test("identifies profiles by the namespace and id of their primary identity", async () => {
    const maps: JsonRecord[] = [
      { Email: [{ id: "x", primary: true }] },
      { Phone: [{ id: "x", primary: true }] },
      { Email: [{ id: "x" }], ECID: [{ id: "1", primary: true }] },
      { Email: [{ id: "y" }, { id: "x", primary: true }] },
      { Email: [{ id: "x" }] },
    ];
    await profiles.load({
      profiles: [...maps.map((identityMap, n) => ({ identityMap, n })), { n: 9 }, { n: 9 }],
    });
    // The first, fourth and last name the same identity; records without one stay apart.
    expect(await profiles.export()).toHaveLength(5);
  });
});

function compareLists(a: number[], b: number[]): number {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index < 0 ? 0 : (a[index] as number) - (b[index] as number);
}
