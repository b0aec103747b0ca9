import type { ProfileEntities } from "../../../contract/entities";
import type { MergePolicy } from "../../../contract/mergePolicies";
import type { LocalAep } from "../../worlds/localAep";
import { startWith } from "../../worlds/ownPeople";

const ups = "/data/core/ups";
const path = `${ups}/access/entities`;
const ingested = Date.parse("2029-01-01T00:00:00Z");
const source = (id: string, days = 0): object => ({
  _acp_system_metadata: { sourceDatasetId: id, ingestTime: ingested + days * 86_400_000 },
});

const people = [
  {
    identityMap: {
      CRM: [{ id: "ada", primary: true }],
      Email: [{ id: "ada@example.com" }, { id: "shared" }],
    },
    person: { name: { firstName: "Ada" } },
    points: "a number beyond JavaScript",
    ...source("crm"),
  },
  {
    identityMap: { CRM: [{ id: "ada", primary: true }] },
    person: { name: { firstName: "Augusta", lastName: "King" } },
    ...source("web", 1),
  },
  {
    identityMap: { CRM: [{ id: "bob", primary: true }], Email: [{ id: "shared" }] },
    tags: [{ a: 1 }, { b: 2 }],
  },
  { identityMap: { CRM: Array.from({ length: 51 }, (_, at) => ({ id: `many-${at}` })) } },
].map((person) => JSON.stringify(person).replace('"a number beyond JavaScript"', "12345678901234567890"));

let aep: LocalAep;
beforeAll(async () => {
  aep = await startWith(people);
});
afterAll(() => aep.close());

async function get<T = ProfileEntities>(
  query: Record<string, string>,
): Promise<{ status: number; body: T; text: string }> {
  const all = new URLSearchParams({ "schema.name": "_xdm.context.profile", ...query });
  const response = await aep.fetch("GET", `${path}?${all.toString()}`);
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as T, text };
}

async function profile(query: Record<string, string>): Promise<ProfileEntities[string] | undefined> {
  const [found, ...others] = Object.values((await get(query)).body);
  expect(others).toEqual([]);
  return found;
}

const ada = { entityId: "ada", entityIdNS: "CRM" };

it("answers a merged profile by its primary identity, under the key of its XID", async () => {
  const { status, body, text } = await get(ada);
  expect(status).toBe(200);
  const [xid = ""] = Object.keys(body);
  expect(body[xid]).toMatchObject({
    entityId: xid,
    mergePolicy: { id: expect.any(String) },
    sources: ["crm", "web"],
    identityGraph: [xid],
    lastModifiedAt: "2029-01-02T00:00:00.000Z",
  });
  expect(body[xid]?.entity).toEqual({
    identityMap: {
      CRM: [{ id: "ada", primary: true }],
      Email: [{ id: "ada@example.com" }, { id: "shared" }],
    },
    person: { name: { firstName: "Augusta", lastName: "King" } },
    points: expect.any(Number),
  });
  expect(text).toContain("12345678901234567890");
  expect((await get({ entityId: xid })).body).toEqual(body);
});

it("finds a profile by any of its identities", async () => {
  const found = await profile({ entityId: "ada@example.com", entityIdNS: "Email" });
  expect(found).toEqual(await profile(ada));
});

it("leaves out what a profile has not, in lists too", async () => {
  const found = await profile({ entityId: "bob", entityIdNS: "CRM" });
  expect(found?.entity).toEqual({
    identityMap: { CRM: [{ id: "bob", primary: true }], Email: [{ id: "shared" }] },
    tags: [{ a: 1 }, { b: 2 }],
  });
});

it("answers the fields asked for and nothing else", async () => {
  expect((await profile({ ...ada, fields: "person.name.lastName,identities.id" }))?.entity).toEqual({
    person: { name: { lastName: "King" } },
    identities: [{ id: "ada" }, { id: "ada@example.com" }, { id: "shared" }],
  });
  expect((await profile({ ...ada, fields: "no.such" }))?.entity).toEqual({});
});

it("merges by the merge policy asked for", async () => {
  const { body: policy } = await aep.call<MergePolicy>("POST", `${ups}/config/mergePolicies`, {
    body: {
      schema: { name: "_xdm.context.profile" },
      identityGraph: { type: "none" },
      attributeMerge: { type: "dataSetPrecedence", order: ["crm", "web"] },
    },
  });
  const found = await profile({ ...ada, mergePolicyId: policy.id });
  expect(found).toMatchObject({
    mergePolicy: { id: policy.id },
    entity: { person: { name: { firstName: "Ada" } } },
  });
});

it.each<Record<string, string>>([
  { entityId: "nobody", entityIdNS: "CRM" },
  { entityId: "ada", entityIdNS: "Email" },
  { entityId: "ada" },
  { entityId: "'; DROP TABLE x; --", entityIdNS: "'" },
])("an unknown profile, %j, is a status and no more", async (query) => {
  expect(await get(query)).toMatchObject({ status: 404, text: '{"statusCode":"404"}' });
});

it.each<[string, Record<string, string>, number, RegExp]>([
  ["without an id", {}, 400, /^entityId: /],
  ["of another schema", { ...ada, "schema.name": "x" }, 400, /^schema\.name: /],
  ["by an unknown merge policy", { ...ada, mergePolicyId: "none" }, 400, /^mergePolicyId: /],
  ["with more than 50 identities", { entityId: "many-0", entityIdNS: "CRM" }, 422, /51 identities/],
])("refuses a look-up %s in the form of Profile Access", async (_what, query, status, message) => {
  const text = expect.stringMatching(message) as string;
  expect(await get<object>(query)).toMatchObject({
    status,
    body: { message: text, cause: text, statusCode: String(status) },
  });
});

it.each<[string, Record<string, string>]>([
  ["an identity that profiles share", { entityId: "shared", entityIdNS: "Email" }],
  ["ExperienceEvents", { ...ada, "schema.name": "_xdm.context.experienceevent" }],
])("does not support %s", async (_what, query) => {
  expect((await get<object>(query)).status).toBe(501);
});
