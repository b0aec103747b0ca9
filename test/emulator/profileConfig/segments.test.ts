import type { SegmentDefinition, SegmentDefinitionPage } from "../../../contract/segments";
import { LocalAep } from "../../worlds/localAep";

const path = "/data/core/ups/segment/definitions";
let aep: LocalAep;

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
});

afterAll(() => aep.close());

function definition(name: string): object {
  return {
    name,
    expression: { type: "PQL", format: "pql/text", value: 'homeAddress.countryCode = "DE"' },
    schema: { name: "_xdm.context.profile" },
  };
}

async function list(query = "", sandbox = "prod"): Promise<SegmentDefinitionPage> {
  return (await aep.call<SegmentDefinitionPage>("GET", `${path}${query}`, { sandbox })).body;
}

it("lists the segments of the sample", async () => {
  const { segments } = await list();
  const gold = segments.find(({ name }) => name === "Gold members");
  expect(gold).toMatchObject({
    expression: { type: "PQL", format: "pql/text" },
    mergePolicyId: expect.any(String),
    lifecycleState: "published",
    sandbox: { sandboxName: "prod", type: "production", default: true },
  });
  expect((await aep.call("GET", `${path}/${gold?.id}`)).body).toEqual(gold);
});

it("creates, reads and deletes a segment definition", async () => {
  const created = await aep.call<SegmentDefinition>("POST", path, { body: definition("Germans") });
  expect(created.status).toBe(200);
  expect(created.body).toMatchObject({
    ...definition("Germans"),
    id: expect.any(String),
    creationTime: expect.any(Number),
  });
  const own = `${path}/${created.body.id}`;
  expect((await aep.call("GET", own)).body).toEqual(created.body);
  expect((await aep.call("GET", own, { sandbox: "dev" })).status).toBe(404);
  expect((await aep.call("DELETE", own, { sandbox: "dev" })).status).toBe(404);
  expect((await aep.call("DELETE", own)).body).toMatchObject({ status: true });
  expect((await aep.call("GET", own)).status).toBe(404);
  expect((await aep.call("DELETE", own)).status).toBe(404);
});

it("refuses a name that is taken", async () => {
  await aep.call("POST", path, { body: definition("Twice") });
  const answer = await aep.call("POST", path, { body: definition("Twice") });
  expect(answer.status).toBe(422);
});

it.each<[string, object, RegExp]>([
  ["no name", { name: undefined }, /^name: /],
  ["no expression", { expression: undefined }, /^expression: /],
  [
    "another language",
    { expression: { type: "SQL", format: "pql/text", value: "x" } },
    /^expression\.type: /,
  ],
  ["another schema", { schema: { name: "x" } }, /^schema\.name: /],
  ["an unknown merge policy", { mergePolicyId: "none" }, /^mergePolicyId: /],
  [
    "a misspelt field",
    { expression: { type: "PQL", format: "pql/text", value: 'homeAdress.countryCode = "DE"' } },
    /^expression\.value: .* no profile has the field "homeAdress"; did you mean "homeAddress"\?/,
  ],
  [
    "a segment that does not exist",
    { expression: { type: "PQL", format: "pql/text", value: 'inSegment("none")' } },
    /^expression\.value: inSegment: segment "none" does not exist/,
  ],
])("refuses a definition with %s", async (_what, change, detail) => {
  const answer = await aep.call("POST", path, { body: { ...definition("Refused"), ...change } });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
});

it.each([
  ["pql/text", '$2.homeAddress.countryCode = "DE"', "has one parameter, $1"],
  ["pql/text", 'profile.homeAddress.countryCode = "DE"', "profile is no field"],
  ["pql/text", "xEvent.web exists", "ExperienceEvents"],
  ["pql/json", "{}", "pql/json"],
])("refuses the unsupported expression %s %s with its cause", async (format, value, why) => {
  const body = { ...definition("Refused"), expression: { type: "PQL", format, value } };
  const answer = await aep.call<{ detail: string }>("POST", path, { body });
  expect(answer.status).toBe(501);
  expect(answer.body.detail).toMatch(/^UNSUPPORTED_PQL: /);
  expect(answer.body.detail).toContain(why);
});

it("keeps a name as it was sent", async () => {
  const { body } = await aep.call<SegmentDefinition>("POST", path, { body: definition(" Blanks\n") });
  expect(body.name).toBe(" Blanks\n");
});

it("accepts a segment on a field that no profile has, unless it looks misspelt", async () => {
  const expression = { type: "PQL", format: "pql/text", value: 'workAddress.country = "US"' };
  const answer = await aep.call("POST", path, { body: { ...definition("At work"), expression } });
  expect(answer.status).toBe(200);
});

it("pages by link until none is left", async () => {
  for (let at = 0; at < 5; at++)
    await aep.call("POST", path, { sandbox: "dev", body: definition(`Paged ${at}`) });
  const all = (await list("?limit=1000&sort=name:asc", "dev")).segments.map(({ id }) => id);
  const paged: string[] = [];
  for (let next: string | undefined = "?limit=2&sort=name:asc"; next;) {
    const page = await list(next, "dev");
    expect(page.page).toMatchObject({
      totalCount: all.length,
      totalPages: Math.ceil(all.length / 2),
      limit: 2,
    });
    paged.push(...page.segments.map(({ id }) => id));
    next = page.link?.next?.replace("/segment/definitions", "");
  }
  expect(paged).toEqual(all);
  expect((await list("?limit=2&page=1&sort=name:asc", "dev")).segments.map(({ id }) => id)).toEqual(
    all.slice(2, 4),
  );
});
