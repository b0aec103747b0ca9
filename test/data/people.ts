import type { DataRecord } from "./value";

/** When the emulator loads the people, in milliseconds since 1970. */
export const loadedAt = Date.parse("2024-06-01T00:00:00Z");
export const identity = (id: string): DataRecord => ({ Email: [{ id, primary: true }] });
const member = (status: string, lastQualificationTime: string): DataRecord => ({
  status,
  lastQualificationTime,
});
const told = (ingested: string, sourceDatasetId: string): DataRecord => ({
  ingestTime: Date.parse(ingested),
  sourceDatasetId,
});

/**
 * The people whose records the tests export. The `_id` and the identity of a profile are its name.
 */
export const profiles: DataRecord[] = [
  {
    _id: "ann",
    identityMap: identity("ann"),
    person: { name: { firstName: "Ann", lastName: "Lee" } },
    loyalty: { tier: "gold", points: 10, active: true },
    tags: ["a", "b"],
    segmentMembership: { ups: { s1: member("realized", "2024-03-01T00:00:00Z") } },
    _acp_system_metadata: told("2024-05-01T00:00:00Z", "crm"),
  },
  {
    _id: "ann",
    identityMap: identity("ann"),
    person: { name: { firstName: "", lastName: null } },
    loyalty: { tier: null, points: 0, active: false },
    tags: [],
    segmentMembership: { ups: { s1: { status: "exited" } } },
    _acp_system_metadata: told("2024-05-03T00:00:00Z", "web"),
  },
  {
    _id: "ann",
    identityMap: identity("ann"),
    person: { name: { firstName: "Anna", lastName: "Li" }, birthYear: 1990 },
    loyalty: { points: 99 },
    _acp_system_metadata: told("2024-05-02T00:00:00Z", "shop"),
  },
  {
    _id: "ben",
    identityMap: identity("ben"),
    person: { name: { firstName: "Ben" } },
    addresses: [{ city: "Rome", zip: "00100" }, { city: "Bari" }],
    segmentMembership: {
      ups: {
        s1: member("existing", "2024-04-01T02:00:00+02:00"),
        s2: member("exited", "2024-05-01T00:00:00Z"),
      },
    },
    _acp_system_metadata: told("2024-05-10T00:00:00Z", "crm"),
  },
  {
    _id: "cat",
    identityMap: { ...identity("cat"), ECID: [{ id: "77" }] },
    "person.name": "a key with a dot",
    segmentMembership: {
      UPS: {
        s3: member("realized", "2024-04-02T00:00:00Z"),
        s2: member("realized", "2024-04-01T00:00:00.001Z"),
      },
      AAM: { s1: member("realized", "2024-01-01T00:00:00Z") },
    },
    _acp_system_metadata: told("2024-05-10T00:00:00.001Z", "web"),
  },
  {
    _id: "dan",
    identityMap: identity("dan"),
    segmentMembership: { AAM: { s1: member("exited", "2024-03-15T00:00:00Z") } },
    _acp_system_metadata: told("2024-05-20T00:00:00Z", "web"),
  },
  { _id: "eve", identityMap: identity("eve"), segmentMembership: null },
  { _id: "nobody", note: "without an identity" },
];

const event = (of: string, name: string, ingested?: string): DataRecord => ({
  _id: `${of}-${name}`,
  identityMap: identity(of),
  // Far from the time of ingestion, because the time of the event must not matter.
  timestamp: name === "first" ? "2030-01-01T00:00:00Z" : "2001-01-01T00:00:00Z",
  web: { page: { name, views: 0 } },
  ...(ingested && { _acp_system_metadata: told(ingested, "clicks") }),
});
export const events = [
  event("ann", "first", "2024-05-01T00:00:00Z"),
  event("ann", "second", "2024-05-02T00:00:00Z"),
  event("ann", "third", "2024-05-03T00:00:00Z"),
  event("ben", "first"),
  event("ghost", "first", "2024-05-15T00:00:00Z"),
  event("ghost", "second", "2024-05-16T00:00:00Z"),
  event("spirit", "first", "2024-01-01T00:00:00Z"),
];
/** The people with attributes. */
export const everyone = ["ann", "ben", "cat", "dan", "eve", "nobody"];

/** The name of a row's person. */
export const name = ({ _id, identityMap }: DataRecord): string =>
  (_id ?? ((identityMap as DataRecord)["Email"] as DataRecord[])[0]?.["id"]) as string;
export const names = (rows: DataRecord[]): string[] => rows.map(name).sort();
export const rowOf = (wanted: string, rows: DataRecord[]): DataRecord | undefined =>
  rows.find((row) => name(row) === wanted);
