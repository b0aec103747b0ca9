import type { ExportJobRequest } from "../../contract/exportJobs";
import { LoadedAep } from "./loadedAep";
import { isObject, sorted, wholeRecord, type DataRecord, type Value } from "./value";

const now = Date.parse("2024-06-01T00:00:00Z");
const member = (status: string): DataRecord => ({ status, lastQualificationTime: "2024-01-01T00:00:00Z" });

const people: DataRecord[] = [
  { _id: "a", city: "Rome", loyalty: { points: 100, tier: "gold" }, optIn: true, tags: ["x", "y"], zip: "1" },
  { _id: "b", city: "rome", loyalty: { points: 0, tier: "" }, optIn: false, tags: [] },
  { _id: "c", city: "Bari", loyalty: { points: 2.5 }, addresses: [{ zip: "1" }, { zip: "2" }] },
  { _id: "d", city: null, addresses: [{ zip: "3" }] },
  { _id: "e", city: 'O\'Neill "town"', loyalty: { points: -1, tier: "gold" } },
];
const profiles = people.map((values): DataRecord => ({
  ...values,
  identityMap: { Email: [{ id: values["_id"] as string, primary: true }] },
}));

let aep: LoadedAep;
beforeAll(async () => {
  aep = await LoadedAep.start({ profiles }, { clock: () => now });
});
afterAll(() => aep.close());

const ids = (rows: DataRecord[]): Value[] => sorted(rows.map(({ _id }) => _id ?? null));
const evaluating = { evaluationInfo: { segmentation: true } };
let count = 0;
const newSegment = (pql: string, mergePolicyId?: string) =>
  aep.createSegment(`Segment ${(count += 1)}`, pql, mergePolicyId);

/** Each predicate is the expression in plain code. */
const loyalty = ({ loyalty: own }: DataRecord): DataRecord => (isObject(own) ? own : {});
test.each<[pql: string, holds: (person: DataRecord) => boolean]>([
  ['city = "Rome"', ({ city }) => city === "Rome"],
  ["city = 'Rome'", ({ city }) => city === "Rome"],
  ['city != "Rome"', ({ city }) => typeof city === "string" && city !== "Rome"],
  ['not (city = "Rome")', ({ city }) => city !== "Rome"],
  ["loyalty.points > 0", (person) => Number(loyalty(person)["points"] ?? 0) > 0],
  [
    "loyalty.points >= 0 and loyalty.points <= 2.5",
    (person) => [0, 2.5].includes(loyalty(person)["points"] as number),
  ],
  [
    "loyalty.points < 0 or optIn = false",
    (person) => loyalty(person)["points"] === -1 || person["optIn"] === false,
  ],
  ['optIn = true and (city = "Bari" or city = "Rome")', ({ _id }) => _id === "a"],
  ["loyalty.tier exists", (person) => loyalty(person)["tier"] !== undefined],
  ["city.isNull()", ({ city }) => city === null],
  ["city.isNotNull()", ({ city }) => city !== null],
  ['city in ["Rome", "Bari"]', ({ city }) => city === "Rome" || city === "Bari"],
  [
    'city not in ["Rome", "Bari"]',
    ({ city }) => typeof city === "string" && !["Rome", "Bari"].includes(city),
  ],
  ['city.startsWith("R")', ({ city }) => typeof city === "string" && city.startsWith("R")],
  ['city.equals("ROME", false)', ({ city }) => typeof city === "string" && city.toLowerCase() === "rome"],
  ['city.contains("\\"town")', ({ _id }) => _id === "e"],
  ['addresses.zip = "2"', ({ _id }) => _id === "c"],
  ['tags = "y"', ({ _id }) => _id === "a"],
  ['$1.city like "R%"', ({ city }) => typeof city === "string" && city.startsWith("R")],
  ['identityMap["Email"].id = "c"', ({ _id }) => _id === "c"],
])("evaluates %s", async (pql, holds) => {
  const { id } = await newSegment(pql);
  const { rows } = await aep.export({ filter: { segments: [{ segmentId: id }] }, ...evaluating });
  expect(ids(rows)).toEqual(ids(people.filter(holds)));
  const membership = { status: "realized", lastQualificationTime: "2024-06-01T00:00:00.000Z" };
  for (const row of rows) expect(row).toMatchObject({ segmentMembership: { ups: { [id]: membership } } });
});

test("a new segment has no members until it is evaluated; then they stay", async () => {
  const { id } = await newSegment("loyalty.points > 50");
  const request = { filter: { segments: [{ segmentId: id }] } };
  expect(ids((await aep.export(request)).rows)).toEqual([]);
  expect(ids((await aep.export({ ...request, ...evaluating })).rows)).toEqual(["a"]);
  expect(ids((await aep.export(request)).rows)).toEqual(["a"]);
  const again = await aep.export({ ...request, ...evaluating });
  expect(again.rows).toMatchObject([{ segmentMembership: { ups: { [id]: { status: "existing" } } } }]);
});

test("evaluates a segment in both spellings of AEP's namespace, and none of another namespace", async () => {
  const { id } = await newSegment("loyalty.points > 50");
  const members = async (segmentNs: string) =>
    ids((await aep.export({ filter: { segments: [{ segmentId: id, segmentNs }] }, ...evaluating })).rows);
  expect(await members("AAM")).toEqual([]);
  expect(await members("UPS")).toEqual(["a"]);
});

test.each([
  "select x from xEvent where x.commerce.order > 1",
  "count(xEvent) > 3",
  "city = otherCity",
  "loyalty.points + 1 > 2",
  '$2.city = "Rome"',
  'Profile.city = "Rome"',
  'city = "Rome',
  "city =",
  'sum(x.points, "") > 1 and (',
])("a job fails if it needs the unsupported expression %s", async (value) => {
  const { id } = await newSegment(value);
  const job = await aep.run({ filter: { segments: [{ segmentId: id }] }, ...evaluating });
  expect(job.errors).toEqual([
    expect.objectContaining({
      code: "UNSUPPORTED_PQL",
      msg: expect.stringMatching(/PQL .* cannot be evaluated here, from /),
    }),
  ]);
});

test("a job fails with the cause if an expression uses a field that no profile has", async () => {
  const { id, name } = await newSegment('no.such.path = "x"');
  const job = await aep.run({ filter: { segments: [{ segmentId: id }] }, ...evaluating });
  expect(job).toMatchObject({ state: "failed", batchIds: [] });
  expect(job.errors).toEqual([expect.objectContaining({ code: "UNKNOWN_FIELD" })]);
  expect(job.errors[0]?.msg).toContain(name);
  expect(job.errors[0]?.msg).toContain('no profile has the field "no"');
});

test("evaluation changes only the memberships that it was asked for", async () => {
  const segmentMembership = { AAM: { other: member("existing") }, ups: { old: member("realized") } };
  const record = { ...profiles[0], segmentMembership };
  const own = await LoadedAep.start({ profiles: [record] }, { clock: () => now });
  try {
    const { id } = await own.createSegment("With points", "loyalty.points > 3");
    const filter = { segments: [{ segmentId: id }, { segmentId: "old" }] };
    const found = { [id]: { status: "realized", lastQualificationTime: "2024-06-01T00:00:00.000Z" } };
    expect((await own.export({ filter, ...evaluating })).rows).toEqual([
      wholeRecord({
        ...record,
        segmentMembership: { ...segmentMembership, ups: { ...segmentMembership.ups, ...found } },
      }),
    ]);
    const late = { segmentQualificationTime: { startTime: "2024-06-01T00:00:00Z" } };
    expect((await own.export({ filter: { segments: [{ segmentId: "old" }], ...late } })).rows).toEqual([]);
    expect((await own.export({ filter: { ...filter, ...late } })).rows).toHaveLength(1);
  } finally {
    await own.close();
  }
});

test("the merge policy of the segment applies if the request names none", async () => {
  const fragment = (city: string, source: string, ingestTime: number): DataRecord => ({
    _id: "p",
    identityMap: { Email: [{ id: "p", primary: true }] },
    city,
    _acp_system_metadata: { sourceDatasetId: source, ingestTime },
  });
  const own = await LoadedAep.start({
    profiles: [fragment("Rome", "crm", 1000), fragment("Bari", "web", 2000)],
  });
  try {
    const byTime = await own.createMergePolicy({ attributeMerge: { type: "timestampOrdered" } });
    const crmFirst = await own.createMergePolicy({
      attributeMerge: { type: "dataSetPrecedence", order: ["crm"] },
    });
    const segment = await own.createSegment("In Rome", 'city = "Rome"', crmFirst.id);
    const cities = async (request: Partial<ExportJobRequest>) =>
      (await own.export({ ...request, ...evaluating })).rows.map(({ city }) => city);
    const filter = { segments: [{ segmentId: segment.id }] };
    expect(await cities({ filter })).toEqual(["Rome"]);
    // With the other policy the profile no longer matches and exits.
    expect(await cities({ filter, mergePolicy: { id: byTime.id } })).toEqual([]);
    const exited = { segments: [{ segmentId: segment.id, status: ["exited" as const] }] };
    expect(await cities({ filter: exited, mergePolicy: { id: byTime.id } })).toEqual(["Bari"]);
    expect(await cities({})).toEqual(["Bari"]);
    await own.createMergePolicy({
      attributeMerge: { type: "dataSetPrecedence", order: ["crm"] },
      default: true,
    });
    expect(await cities({})).toEqual(["Rome"]);
  } finally {
    await own.close();
  }
});
