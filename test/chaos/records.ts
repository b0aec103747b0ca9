import { writeFileSync } from "node:fs";
import path from "node:path";
import type { JobArgs } from "./program";

/** Segments of the records, and their members. */
export const segments: Record<string, string[]> = {
  "0b1f5c52-8b7c-4b1f-9c55-4d6f0a3f7a01": ["ada", "bob", "cyd"],
  "6c2a9d8e-17b4-4f7e-8a2d-91b0c5e4d302": ["cyd", "eve"],
};

/** The merge policies of every sandbox. */
export const defaultPolicy = "0bf16e61-90e9-4204-b8fa-ad250360957b";
export const mergePolicies = [defaultPolicy, "42d4a596-b1c6-46c0-994e-ca5ef1f85130"];

const people = ["ada", "bob", "cyd", "eve", "fay"];

/** The rule of a segment that a program declares, and how many of the people it takes in. */
export const ownRule = { expression: 'person.name.firstName = "ada"', members: 1 };

/** Writes records of a few profiles, which an emulator loads quickly. Returns the flags that name them. */
export function writeRecords(dir: string): string[] {
  const [profiles, events] = [path.join(dir, "profiles.ndjson"), path.join(dir, "events.ndjson")];
  writeFileSync(profiles, people.map((person) => JSON.stringify(profileOf(person))).join("\n"));
  writeFileSync(events, people.map((person) => JSON.stringify(eventOf(person))).join("\n"));
  return ["--profiles", profiles, "--events", events];
}

/** The number of rows of an export. With a batch for each segment, a profile in two segments counts twice. */
export function rowsOf({ filter, segmentPerBatch, ofOwnSegment }: JobArgs): number {
  if (ofOwnSegment) return ownRule.members;
  if (filter === undefined) return people.length;
  const members = filter.segments.flatMap(({ segmentId }) => segments[segmentId] ?? []);
  return segmentPerBatch ? members.length : new Set(members).size;
}

const identityOf = (person: string) => ({ Email: [{ id: `${person}@example.com`, primary: true }] });

const profileOf = (person: string) => ({
  _id: person,
  identityMap: identityOf(person),
  person: { name: { firstName: person } },
  personalEmail: { address: `${person}@example.com` },
  segmentMembership: {
    ups: Object.fromEntries(
      Object.entries(segments)
        .filter(([, members]) => members.includes(person))
        .map(([id]) => [id, { status: "realized", lastQualificationTime: "2024-01-01T00:00:00Z" }]),
    ),
  },
});

const eventOf = (person: string) => ({
  _id: `${person}-1`,
  identityMap: identityOf(person),
  timestamp: "2024-01-01T00:00:00Z",
});
