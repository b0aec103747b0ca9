import { trimmed } from "./comparable";
import { LoadedAep } from "./loadedAep";
import type { DataRecord, Value } from "./value";

const email = (id: string): DataRecord => ({ Email: [{ id, primary: true }] });

let aep: LoadedAep | undefined;
afterEach(() => aep?.close());

/** The field `identities` of each row, by the row's `_id`. */
async function identities(
  profiles: DataRecord[],
  fields: string,
): Promise<Record<string, Value | undefined>> {
  aep = await LoadedAep.start({ profiles });
  const rows = (await aep.export({ fields })).rows.map((row) => trimmed(row));
  return Object.fromEntries(rows.map((row) => [row["_id"] as string, row["identities"]]));
}

it("gives values for the example request of Adobe's guide, in a sandbox whose records have an identity map only", async () => {
  aep = await LoadedAep.start({
    profiles: [
      {
        _id: "ada",
        identityMap: { ...email("ada@example.com"), ECID: [{ id: "1" }, { id: "2" }] },
        personalEmail: { address: "ada@example.com" },
      },
    ],
  });
  const { rows } = await aep.export({ fields: "identities.id,personalEmail.address" });
  expect(rows.map((row) => trimmed(row))).toMatchObject([
    {
      identities: [{ id: "ada@example.com" }, { id: "1" }, { id: "2" }],
      personalEmail: { address: "ada@example.com" },
    },
  ]);
});

it("tells an identity with its namespace and whether it is primary", async () => {
  const found = await identities(
    [
      { _id: "ada", identityMap: { ...email("a"), ECID: [{ id: "1" }] } },
      { _id: "nobody", name: "x" },
    ],
    "identities",
  );
  expect(found).toEqual({
    ada: [
      { id: "a", namespace: { code: "Email" }, primary: true },
      { id: "1", namespace: { code: "ECID" } },
    ],
    nobody: undefined,
  });
});

it("leaves the identities of a record that has its own", async () => {
  const found = await identities(
    [
      { _id: "own", identityMap: email("a"), identities: [{ id: "mine", namespace: { code: "CRM" } }] },
      { _id: "derived", identityMap: email("b") },
    ],
    "identities.id,identities.namespace.code",
  );
  expect(found).toEqual({
    own: [{ id: "mine", namespace: { code: "CRM" } }],
    derived: [{ id: "b", namespace: { code: "Email" } }],
  });
});

it.each<[string, Value]>([
  ["a text", "x"],
  ["lists of numbers as ids", [{ id: 1 }]],
])("leaves the field as it is where records have %s in it", async (_what, own) => {
  const found = await identities(
    [
      { _id: "own", identityMap: email("a"), identities: own },
      { _id: "other", identityMap: email("b") },
    ],
    "identities",
  );
  expect(found["other"]).toBeUndefined();
  expect(found["own"]).toBeDefined();
});

it("adds nothing to an export of all fields", async () => {
  aep = await LoadedAep.start({ profiles: [{ _id: "ada", identityMap: email("a") }] });
  const { rows } = await aep.export();
  expect(Object.keys(rows[0] ?? {})).not.toContain("identities");
});
