import type { SegmentDefinition, SegmentDefinitionPage } from "../../../contract/segments";
import type { SegmentJob } from "../../../contract/segmentJobs";
import { eventually } from "../../worlds/eventually";
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
])("keeps the unsupported expression %s %s, and a job that needs it says why", async (format, value, why) => {
  const expression = { type: "PQL", format, value };
  const created = await aep.call<SegmentDefinition>("POST", path, {
    body: { ...definition(`Kept: ${why}`), expression },
  });
  expect(created).toMatchObject({ status: 200, body: { expression } });
  const { errors } = await failedJob(created.body.id);
  expect(errors?.[0]).toMatchObject({ code: "UNSUPPORTED_PQL", msg: expect.stringContaining(why) });
});

/** Evaluates a segment, and returns the job once it has failed. */
async function failedJob(segmentId: string): Promise<SegmentJob> {
  const jobs = "/data/core/ups/segment/jobs";
  const { body } = await aep.call<SegmentJob>("POST", jobs, { body: [{ segmentId }] });
  return eventually(async () => {
    const read = await aep.call<SegmentJob>("GET", `${jobs}/${body.id}`);
    return read.body.status === "FAILED" ? read.body : undefined;
  });
}

it("keeps an expression in pql/json, and a job that needs it says that it cannot evaluate it", async () => {
  const expression = { type: "PQL", format: "pql/json", value: JSON.stringify({ nodeType: "literal" }) };
  const created = await aep.call<SegmentDefinition>("POST", path, {
    body: { ...definition("In JSON"), expression },
  });
  expect(created).toMatchObject({ status: 200, body: { expression } });
  const job = await failedJob(created.body.id);
  expect(job.errors?.[0]).toMatchObject({
    code: "UNSUPPORTED_PQL",
    msg: expect.stringMatching(/"In JSON" .*pql\/json cannot be evaluated here/),
  });
});

it("refuses pql/json that is no JSON object", async () => {
  for (const value of ["{", "[]", "1"]) {
    const body = { ...definition("No JSON"), expression: { type: "PQL", format: "pql/json", value } };
    const answer = await aep.call("POST", path, { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^expression\.value: /) },
    });
  }
});

describe("PATCH", () => {
  const described = { description: "Described", evaluationInfo: { continuous: { enabled: true } } };

  it("overwrites a definition: what it leaves out is gone, id and time of creation stay", async () => {
    const { body: created } = await aep.call<SegmentDefinition>("POST", path, {
      body: { ...definition("Before"), ...described },
    });
    const expression = { type: "PQL", format: "pql/text", value: 'homeAddress.countryCode = "FR"' };
    const changed = await aep.call<SegmentDefinition>("PATCH", `${path}/${created.id}`, {
      body: { ...definition("After"), expression },
    });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("x-location")).toBe(`${path}/${created.id}`);
    const { description: _gone, ...rest } = created;
    expect(changed.body).toEqual({
      ...rest,
      name: "After",
      expression,
      evaluationInfo: {
        ...created.evaluationInfo,
        batch: { enabled: true },
        continuous: { enabled: false },
        synchronous: { enabled: false },
      },
      updateTime: expect.any(Number),
      updateEpoch: expect.any(Number),
    });
    expect((await aep.call("GET", `${path}/${created.id}`)).body).toEqual(changed.body);
    const named = { ...definition("After"), description: "Its own name is free to it" };
    expect((await aep.call("PATCH", `${path}/${created.id}`, { body: named })).status).toBe(200);
  });

  it.each<[string, object, number]>([
    ["no name", { name: undefined }, 400],
    ["no schema", { schema: undefined }, 400],
    ["no expression", { expression: undefined }, 400],
    ["an unknown format", { expression: { type: "PQL", format: "pql/xml", value: "x" } }, 400],
    ["a name that is taken", { name: "Gold members" }, 422],
    ["an unknown merge policy", { mergePolicyId: "none" }, 400],
  ])("refuses %s, and changes nothing", async (what, change, status) => {
    const { body: created } = await aep.call<SegmentDefinition>("POST", path, {
      body: definition(`Kept with ${what}`),
    });
    const own = `${path}/${created.id}`;
    const answer = await aep.call("PATCH", own, { body: { ...definition("Changed"), ...change } });
    expect(answer.status).toBe(status);
    expect((await aep.call("GET", own)).body).toEqual(created);
  });

  it("takes no JSON Patch, and no segment of another sandbox", async () => {
    const { body } = await aep.call<SegmentDefinition>("POST", path, { body: definition("In prod") });
    const patch = [{ op: "replace", path: "/name", value: "x" }];
    expect((await aep.call("PATCH", `${path}/${body.id}`, { body: patch })).status).toBe(400);
    const elsewhere = { sandbox: "dev", body: definition("In dev") };
    expect((await aep.call("PATCH", `${path}/${body.id}`, elsewhere)).status).toBe(404);
  });
});

it("does not delete a segment for whose members another one asks", async () => {
  const { body: used } = await aep.call<SegmentDefinition>("POST", path, { body: definition("Used") });
  const expression = { type: "PQL", format: "pql/text", value: `inSegment("${used.id}")` };
  const { body: user } = await aep.call<SegmentDefinition>("POST", path, {
    body: { ...definition("User"), expression },
  });
  const refused = await aep.call("DELETE", `${path}/${used.id}`);
  expect(refused.status).toBe(400);
  const message = expect.stringMatching(/^The audience cannot be deleted: .*"User"/) as string;
  expect(refused.body).toMatchObject({
    type: "https://ns.adobe.com/aep/errors/UPAPI-113631-403",
    title: message,
    status: 400,
    errors: { 400: [{ code: 400, message }] },
  });
  expect((await aep.call("DELETE", `${path}/${user.id}`)).status).toBe(200);
  expect((await aep.call("DELETE", `${path}/${used.id}`)).status).toBe(200);
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
