import { email, LocalProfiles, type JsonRecord } from "../../worlds/profileStore";

let profiles: LocalProfiles;
beforeAll(async () => {
  profiles = await LocalProfiles.open();
  await profiles.load({
    profiles: [{ ...rest, _id: "1", identityMap: identities }, { identityMap: email("2") }],
  });
});
afterAll(() => profiles.close());

const identities: JsonRecord = { ...email("1"), ECID: [{ id: "e1", primary: false }, { id: "e2" }] };
const rest: JsonRecord = {
  person: { name: { firstName: "Ann", lastName: "Lee" }, gender: "female" },
  identities: [
    { id: "x", namespace: { code: "Email", kind: 1 } },
    { id: "y", namespace: { code: "ECID" } },
  ],
  payments: [
    { transactionID: "a", amount: 1.5, by: { bank: "b", n: 1 } },
    { transactionId: "b", amount: 2, by: { bank: "c" } },
    "cash",
  ],
  "a.b": { c: 1, d: 2 },
  a: { "b.c": 3, e: { Id: 12345, id: "x", ID: { f: 1, g: 2 } } },
  segmentMembership: {
    ups: { s1: { status: "realized", version: "1" }, s2: { status: "exited" } },
    AAM: { s1: { status: "exited" } },
  },
  Case: 1,
  CASE: 2,
};

const cases: [fields: string, expected: JsonRecord, ofOther?: JsonRecord][] = [
  ["person.name.firstName", { person: { name: { firstName: "Ann" } } }],
  [" person.gender , person.name.lastName,", { person: { name: { lastName: "Lee" }, gender: "female" } }],
  ["person.name.firstName,person", { person: rest["person"] as JsonRecord }],
  ["identities.id", { identities: [{ id: "x" }, { id: "y" }] }, { identities: [{ id: "2" }] }],
  [
    "identities.namespace.kind",
    { identities: [{ namespace: { kind: 1 } }, { namespace: {} }] },
    { identities: [{ namespace: {} }] },
  ],
  [
    "payments.transactionID,payments.by.bank",
    { payments: [{ transactionID: "a", by: { bank: "b" } }, { by: { bank: "c" } }, null] },
  ],
  ["a.b.c", { "a.b": { c: 1 }, a: { "b.c": 3 } }],
  ["a.e.ID.f,a.e.id", { a: { e: { id: "x", ID: { f: 1 } } } }],
  ["segmentMembership.ups.s1.status", { segmentMembership: { ups: { s1: { status: "realized" } } } }],
  [
    "segmentMembership.ups.s1.version,segmentMembership.AAM",
    { segmentMembership: { ups: { s1: { version: "1" } }, AAM: { s1: { status: "exited" } } } },
  ],
  ["CASE", { CASE: 2 }],
  ["Case,CASE", { Case: 1, CASE: 2 }],
  ["case", {}],
  ["person.name.firstName.deeper,nowhere", {}],
  ["constructor,__proto__", {}],
];

test.each(cases)("only the fields %s", async (fields, expected, ofOther = {}) => {
  const rows = await profiles.export({ fields });
  expect(rows.find((row) => row["_id"] === "1")).toEqual({ _id: "1", identityMap: identities, ...expected });
  expect(rows.find((row) => row["_id"] === undefined)).toEqual({ identityMap: email("2"), ...ofOther });
});
