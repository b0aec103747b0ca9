import type { Schedule, SchedulePage } from "../../../contract/schedules";
import type { LocalAep } from "../../worlds/localAep";
import { startWith } from "../../worlds/ownPeople";

const path = "/data/core/ups/config/schedules";
const start = Date.parse("2030-01-01T00:00:00Z");
let now = start;
let aep: LocalAep;
beforeEach(async () => {
  now = start;
  aep = await startWith([{ _id: "1" }], { clock: () => now });
});
afterEach(() => aep.close());

const daily = {
  name: "Daily",
  type: "batch_segmentation",
  properties: { segments: ["*"] },
  schedule: "0 0 1 * * ?",
};

async function create(fields: object = {}): Promise<Schedule> {
  return (await aep.call<Schedule>("POST", path, { body: { ...daily, ...fields } })).body;
}

it("creates, reads, changes and deletes a schedule", async () => {
  const { status, body } = await aep.call<Schedule>("POST", path, { body: daily });
  expect(status).toBe(200);
  expect(body).toEqual({
    ...daily,
    id: expect.any(String),
    state: "inactive",
    imsOrgId: "LOCAL@AdobeOrg",
    sandbox: expect.objectContaining({ sandboxName: "prod" }),
    createEpoch: start / 1000,
    updateEpoch: start / 1000,
  });
  const own = `${path}/${body.id}`;
  expect((await aep.call("GET", own)).body).toEqual(body);
  now += 60_000;
  const patched = await aep.call("PATCH", own, {
    body: [
      { op: "add", path: "/state", value: "active" },
      { op: "replace", path: "/schedule", value: "0 30 2 ? * MON" },
    ],
  });
  expect(patched).toMatchObject({ status: 204, body: undefined });
  expect((await aep.call("GET", own)).body).toEqual({
    ...body,
    state: "active",
    schedule: "0 30 2 ? * MON",
    updateEpoch: start / 1000 + 60,
  });
  expect((await aep.call("DELETE", own)).status).toBe(204);
  for (const method of ["GET", "DELETE"]) expect((await aep.call(method, own)).status).toBe(404);
  expect((await aep.call("PATCH", own, { body: [] })).status).toBe(404);
});

it("is listed by page number", async () => {
  const ids: string[] = [];
  for (let at = 0; at < 3; at++) {
    ids.push((await create({ name: `Schedule ${at}` })).id);
    now += 1000;
  }
  const list = async (query: string): Promise<SchedulePage> =>
    (await aep.call<SchedulePage>("GET", `${path}?${query}`)).body;
  const first = await list("limit=2");
  expect(first._page).toEqual({ totalCount: 3, pageSize: 2, next: "1" });
  const second = await list(first._links.next.href?.split("?")[1] ?? "");
  expect(second).toMatchObject({ _page: { totalCount: 3, pageSize: 1 }, _links: { next: {} } });
  expect([...first.children, ...second.children].map(({ id }) => id)).toEqual(ids);
});

it.each([
  "0 0 1 * * ?",
  "15 59 23 ? * 2-6",
  "0 0 12 1,15 * ? 2030",
  "0 0 0 L * ?",
  "0 0 0 ? JAN 6#3",
  "0 0 0 1/5 1-6 ?",
  "0 0 0 15W * ? *",
])("takes the cron expression %s", async (schedule) => {
  expect(await create({ schedule })).toMatchObject({ schedule });
});

it.each<[string, object, RegExp]>([
  ["every hour", { schedule: "0 0 * * * ?" }, /^schedule: must come at most once a day: "\*" is no hour/],
  ["twice a day", { schedule: "0 0 1,13 * * ?" }, /^schedule: .* no hour/],
  ["of five fields", { schedule: "0 1 * * *" }, /^schedule: must have 6 or 7 fields, not 5/],
  ["at a 25th hour", { schedule: "0 0 25 * * ?" }, /^schedule: .*"25" is no hour/],
  ["without a question mark", { schedule: "0 0 1 * * *" }, /^schedule: must have \?/],
  ["without a cron expression", { schedule: undefined }, /^schedule: /],
  ["without a name", { name: " " }, /^name: /],
  ["of another type", { type: "x" }, /^type: /],
  ["of no segment", { properties: {} }, /^properties\.segments: /],
  [
    "of an unknown segment",
    { properties: { segments: ["none"] } },
    /^properties\.segments\[0\]: segment "none"/,
  ],
  ["of an unknown state", { state: "on" }, /^state: /],
])("refuses a schedule %s", async (_what, fields, detail) => {
  const answer = await aep.call("POST", path, { body: { ...daily, ...fields } });
  expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(detail) } });
});

it("does not guess at schedules of exports", async () => {
  expect((await aep.call("POST", path, { body: { ...daily, type: "export" } })).status).toBe(501);
});

it.each<[unknown]>([
  [[{ op: "add", path: "/name", value: "x" }]],
  [[{ op: "remove", path: "/state" }]],
  [[{ op: "add", path: "/state", value: "on" }]],
  [[{ op: "add", path: "/schedule", value: "daily" }]],
  [[]],
  [{ state: "active" }],
])("refuses the change %j", async (body) => {
  const schedule = await create();
  expect((await aep.call("PATCH", `${path}/${schedule.id}`, { body })).status).toBe(400);
  expect((await aep.call("GET", `${path}/${schedule.id}`)).body).toEqual(schedule);
});
