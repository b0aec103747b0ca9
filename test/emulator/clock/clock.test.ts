import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "../../../contract/catalog";
import { LocalAep } from "../../worlds/localAep";
import { startWith } from "../../worlds/ownPeople";

const path = "/emulator/clock";
const start = Date.parse("2030-01-01T00:00:00Z");

let data: string;
let aep: LocalAep;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "aep-clock-"));
  aep = await startWith([{ _id: "1" }], { data, clock: () => start, tokenSeconds: 60 });
});
afterEach(async () => {
  await aep.close();
  await rm(data, { recursive: true });
});

/** Control calls need no token. */
function clock(method: string, body?: object): ReturnType<LocalAep["call"]> {
  return aep.call(method, path, { body, headers: { authorization: undefined } });
}

async function createdNow(): Promise<number | undefined> {
  const id = await aep.createDataset();
  const { body } = await aep.call<Record<string, Dataset>>("GET", `/data/foundation/catalog/dataSets/${id}`);
  return body[id]?.created;
}

it("goes forward by seconds and to a time, and what is made is of that time", async () => {
  expect((await clock("GET")).body).toEqual({ now: "2030-01-01T00:00:00.000Z", aheadSeconds: 0 });
  expect((await clock("PUT", { forwardSeconds: 90 })).body).toEqual({
    now: "2030-01-01T00:01:30.000Z",
    aheadSeconds: 90,
  });
  expect((await clock("PUT", { now: "2030-02-01T01:00:00+01:00" })).body).toEqual({
    now: "2030-02-01T00:00:00.000Z",
    aheadSeconds: 31 * 86_400,
  });
  expect(await createdNow()).toBe(Date.parse("2030-02-01T00:00:00Z"));
});

it("stays forward over a restart", async () => {
  await clock("PUT", { forwardSeconds: 3600 });
  await aep.close();
  aep = await LocalAep.start({ data, clock: () => start });
  expect((await clock("GET")).body).toMatchObject({ aheadSeconds: 3600 });
});

it("lets a token live by the machine's clock", async () => {
  const { body } = await aep.call<{ access_token: string }>(
    "POST",
    "/ims/token/v3?grant_type=client_credentials&client_id=local-client&client_secret=local-secret&scope=openid",
  );
  await clock("PUT", { forwardSeconds: 86_400 });
  const answer = await aep.call("GET", "/data/foundation/catalog/dataSets", {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(answer.status).toBe(200);
});

it.each<[string, object, RegExp]>([
  ["back", { now: "2029-12-31T23:59:59Z" }, /^now: .* is before .*only goes forward/],
  ["by a negative time", { forwardSeconds: -1 }, /^forwardSeconds: /],
  ["to no time", { now: "tomorrow" }, /^now: must be an RFC 3339 time/],
  ["by both", { now: "2031-01-01T00:00:00Z", forwardSeconds: 1 }, /either now or forwardSeconds/],
  ["by nothing", {}, /either now or forwardSeconds/],
  ["by another word", { forward: 1 }, /"forward"/],
  ["beyond the year 9999", { forwardSeconds: 1e12 }, /year 9999/],
])("does not go %s", async (_how, body, detail) => {
  const answer = await clock("PUT", body);
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
  expect((await clock("GET")).body).toMatchObject({ aheadSeconds: 0 });
});
