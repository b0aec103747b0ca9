import { trimmed } from "./comparable";
import { loadedPeople } from "./loadedPeople";
import { everyone, identity, names, profiles, rowOf } from "./people";
import { type DataRecord, type Value, wholeRecord } from "./value";

const { aep, exported } = loadedPeople();

test("exports all merged profiles with all fields, without system metadata", async () => {
  const rows = await exported({});
  expect(names(rows)).toEqual(everyone);
  expect(rows.flatMap(Object.keys)).not.toContain("_acp_system_metadata");
  expect(rows.flatMap(Object.keys)).not.toContain("eventList");
  expect(rowOf("cat", rows)).toMatchObject({ "person.name": "a key with a dot" });
});

describe("fields", () => {
  test.each<[fields: string, of: string, row: DataRecord]>([
    ["person.name.firstName", "ben", { person: { name: { firstName: "Ben" } } }],
    ["person,person.name.firstName", "ben", { person: { name: { firstName: "Ben" } } }],
    ["person.name", "cat", { "person.name": "a key with a dot" }],
    ["addresses.city", "ben", { addresses: [{ city: "Rome" }, { city: "Bari" }] }],
    ["addresses.zip , loyalty.points", "ben", { addresses: [{ zip: "00100" }, {}] }],
    ["segmentMembership.AAM", "dan", { segmentMembership: profiles[5]?.["segmentMembership"] as Value }],
    [
      "segmentMembership.ups.s1.status",
      "ben",
      { segmentMembership: { ups: { s1: { status: "existing" } } } },
    ],
    ["identityMap.ECID", "cat", {}],
    ["no.such.field", "ann", {}],
    ["_acp_system_metadata.ingestTime,loyalty.tier", "ann", { loyalty: { tier: "gold" } }],
  ])("%s, with _id and identityMap and nothing else", async (fields, of, wanted) => {
    const rows = names(await exported({ fields }));
    expect(rows).toEqual(everyone);
    const row = rowOf(of, (await aep().export({ fields })).rows);
    const { _id, identityMap, ...others } = trimmed(row as DataRecord);
    expect([_id, others]).toEqual([of, wholeRecord(wanted)]);
    expect(identityMap).toMatchObject(identity(of));
  });
});

test("the services list segments and source datasets that only records name", async () => {
  const segments: string[] = [];
  for await (const { id } of aep().client.segments.list()) segments.push(id);
  expect(segments.sort()).toEqual(["s1", "s2", "s3"]);
  expect(await aep().client.segments.get("s2")).toMatchObject({ id: "s2" });
  for (const source of ["crm", "web", "shop", "clicks"]) {
    expect(await aep().client.datasets.get(source)).toMatchObject({ name: expect.stringContaining(source) });
  }
});

test("schema.name is required and must be the profile's", async () => {
  await expect(aep().run({ schema: { name: "_xdm.context.experienceevent" } })).rejects.toThrow(
    "schema.name",
  );
});
