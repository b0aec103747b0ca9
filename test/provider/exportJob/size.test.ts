import { sampleSegments } from "../../../emulator/profiles/sample";
import type { AepClient } from "../../../provider/aep";
import {
  exportSize,
  segmentsNotEvaluated,
  type SizeInputs,
} from "../../../provider/exportJob/size/exportSize";
import { ageInWords, sizeInWords } from "../../../provider/exportJob/size/words";
import { Run } from "../../../provider/lifecycle/run";
import { emulatorClient } from "../../../tools/quickstart/emulator";
import { evaluate } from "../../worlds/evaluation";
import { Gateway } from "../../worlds/gateway";
import { LocalAep } from "../../worlds/localAep";

/** How many profiles an export is about, by what AEP has counted. */

jest.setTimeout(120_000);

const [gold, europe, spenders] = sampleSegments.map(({ id }) => id) as [string, string, string];
const [goldOnly, goldOrEurope] = [{ segments: [{ segmentId: gold }] }, segments(gold, europe)];

let aep: LocalAep;
let gateway: Gateway;
let client: AepClient;
let newest: Record<string, Record<string, number>>;
let evaluatedAt: number | undefined;
let policy: string;

beforeAll(async () => {
  aep = await LocalAep.start({ sandboxes: ["dev"] });
  const { metrics } = await evaluate(aep.emulator.url);
  newest = metrics?.segmentedProfileByStatusCounter ?? {};
  evaluatedAt = metrics?.totalTime?.endTimeInMs;
  policy = Object.keys(metrics?.totalProfilesByMergePolicy ?? {})[0] ?? "";
});
beforeEach(async () => {
  gateway = await Gateway.open(aep.emulator.url);
  client = emulatorClient(gateway.url);
});
afterEach(() => gateway.close());
afterAll(() => aep.close());

function segments(...ids: string[]): NonNullable<SizeInputs["filter"]> {
  return { segments: ids.map((segmentId) => ({ segmentId })) };
}

const sizeOf = (inputs: SizeInputs, inSandbox = client, run = new Run()) =>
  exportSize(inSandbox, run, { inputs, limitMs: 500 });
const members = (id: string): number => (newest[id]?.["realized"] ?? 0) + (newest[id]?.["existing"] ?? 0);

test("a segment by the statuses that are asked for, and when it was evaluated", async () => {
  expect(members(gold)).toBeGreaterThan(0);
  const countedAt = new Map([[gold, evaluatedAt]]);
  expect(await sizeOf({ filter: goldOnly })).toEqual({
    least: members(gold),
    most: members(gold),
    countedAt,
  });
  const exited = newest[gold]?.["exited"];
  expect(exited).toBeGreaterThan(0);
  const left = { segments: [{ segmentId: gold, segmentNs: "UPS", status: ["exited" as const] }] };
  expect(await sizeOf({ filter: left })).toMatchObject({ least: exited, most: exited });
});

test("several segments lie between the largest and their sum, and a filter by time leaves the most only", async () => {
  const [one, other] = [members(gold), members(europe)];
  const between = { least: Math.max(one, other), most: one + other };
  expect(await sizeOf({ filter: goldOrEurope })).toMatchObject(between);
  for (const narrow of [
    { fromIngestTimestamp: "2026-01-01T00:00:00Z" },
    { segmentQualificationTime: { startTime: "2026-01-01T00:00:00Z" } },
  ])
    expect(await sizeOf({ filter: { ...goldOrEurope, ...narrow } })).toMatchObject({
      least: undefined,
      most: one + other,
    });
});

test("an evaluation by hand of one segment does not hide the others", async () => {
  await evaluate(aep.emulator.url, { segments: [spenders] });
  expect(await sizeOf({ filter: goldOnly })).toMatchObject({ most: members(gold) });
});

test("all profiles: by the merge policy, or with those that have events only by the sample", async () => {
  const { least, most, countedAt } = (await sizeOf({})) ?? {};
  expect(least).toBe(most);
  expect(most).toBeGreaterThan(members(europe));
  expect([...(countedAt ?? [])]).toEqual([["", expect.any(Number)]]);
  expect(await sizeOf({ mergePolicy: { id: policy } })).toMatchObject({ least, most });

  const withEventsOnly = await sizeOf({ filter: { emptyProfiles: true } });
  expect(withEventsOnly?.least).toBe(withEventsOnly?.most);
  expect(withEventsOnly?.most).toBeGreaterThan(most ?? Infinity);
  // Without an evaluation by this policy, the sample says what there is at most.
  expect(await sizeOf({ mergePolicy: { id: "another" } })).toEqual({
    least: undefined,
    most: withEventsOnly?.most,
    countedAt: new Map(),
  });
});

test("no figure where AEP has counted nothing that is like it", async () => {
  expect(await sizeOf({ filter: segments(gold, "never-evaluated") })).toBeUndefined();
  expect(await sizeOf({ filter: goldOnly }, client.inSandbox("dev"))).toBeUndefined();
  const elsewhere = { segments: [{ segmentId: gold, segmentNs: "AAM" }] };
  expect(await sizeOf({ filter: elsewhere })).toBeUndefined();
  expect(await sizeOf({ schemaName: "_xdm.context.account" })).toBeUndefined();
});

test("without segments of AEP's own, nobody asks for evaluations", async () => {
  gateway.count();
  const audience = [{ segmentId: "audience", segmentNs: "AAM" }];
  for (const asked of [[], audience])
    expect(await segmentsNotEvaluated(client, new Run(), { segments: asked })).toEqual([]);
  expect(gateway.count()).toEqual({});
});

test("the segments that no evaluation has, where AEP tells of any", async () => {
  const asked = [...segments(gold, "never-evaluated").segments!, { segmentId: "audience", segmentNs: "AAM" }];
  const notEvaluated = (inSandbox: AepClient) =>
    segmentsNotEvaluated(inSandbox, new Run(), { segments: asked });
  expect(await notEvaluated(client)).toEqual([{ segmentId: "never-evaluated" }]);
  expect(await notEvaluated(client.inSandbox("dev"))).toEqual([]);
  gateway.inPlace = () => ({ status: 403, body: {} });
  expect(await notEvaluated(client)).toEqual([]);
});

test("one call for all jobs of a run, that only reads", async () => {
  const run = new Run();
  gateway.count();
  await Promise.all([goldOnly, goldOrEurope, undefined].map((filter) => sizeOf({ filter }, client, run)));
  const [call] = gateway.calls.filter(({ path }) => path.endsWith("/segment/jobs"));
  expect(Object.fromEntries(call?.query ?? [])).toEqual({
    status: "SUCCEEDED",
    sort: "creationTime:desc",
    limit: "10",
  });
  expect(gateway.count()).toMatchObject({ "GET /segment/jobs": 1 });
  expect(gateway.writes).toEqual([]);
});

test("no figure, and no second try in the run, if AEP refuses or does not answer", async () => {
  gateway.inPlace = ({ path }) =>
    /segment\/jobs|previewsamplestatus/.test(path) ? { status: 403, body: {} } : undefined;
  const run = new Run();
  expect(await sizeOf({ filter: goldOnly }, client, run)).toBeUndefined();
  expect(await sizeOf({}, client, run)).toBeUndefined();
  expect(await sizeOf({ filter: goldOrEurope }, client, run)).toBeUndefined();
  expect(gateway.count()).toMatchObject({ "GET /segment/jobs": 1, "GET /previewsamplestatus": 1 });

  gateway.inPlace = () => undefined;
  gateway.beforeAnswer = ({ path }) =>
    path.endsWith("/segment/jobs") ? new Promise(() => undefined) : undefined;
  const begun = Date.now();
  const silent = new Run();
  expect(await sizeOf({ filter: goldOnly }, client, silent)).toBeUndefined();
  expect(await sizeOf({ filter: goldOnly }, client, silent)).toBeUndefined();
  expect(Date.now() - begun).toBeLessThan(5000);

  gateway.beforeAnswer = () => undefined;
  gateway.inPlace = ({ path }) =>
    path.endsWith("/segment/jobs") ? { status: 200, body: { children: [{ id: "1" }] } } : undefined;
  expect(await sizeOf({ filter: goldOnly })).toBeUndefined();
});

test.each([
  [{ least: 12_345, most: 12_345 }, "about 12,300"],
  [{ least: 0, most: 0 }, "about 0"],
  [{ least: 987, most: 1987 }, "about 987 to 1,990"],
  [{ most: 12_301 }, "at most 12,400"],
])("%j is %j", (size, words) => expect(sizeInWords({ ...size, countedAt: new Map() })).toBe(words));

test.each([
  [-5000, "just now"],
  [59_000, "just now"],
  [60_000, "1 min ago"],
  [7.9 * 3_600_000, "7 h ago"],
  [47 * 3_600_000, "47 h ago"],
  [50 * 3_600_000, "2 days ago"],
])("%d ms is %s", (age, words) => expect(ageInWords(1e12, 1e12 + age)).toBe(words));
