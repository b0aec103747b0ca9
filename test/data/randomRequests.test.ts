import pLimit from "p-limit";
import { comparable } from "./comparable";
import { LoadedAep } from "./loadedAep";
import { expectedRows, type DataSet } from "./oracle";
import { Dice, randomEvent, randomFragment, randomRequest, waysOfMerging } from "./randomData";

const dice = new Dice(20240501);
/**
 * The last day of the data, so that new records are neither before nor after all bounds.
 */
const loadedAt = Date.parse("2024-01-12T00:00:00Z");
const data: DataSet = {
  profiles: Array.from({ length: 300 }, () => randomFragment(dice, 120)),
  events: Array.from({ length: 400 }, (_, number) => randomEvent(dice, 150, number)),
  loadedAt,
};
const questions = Array.from({ length: 100 }, (_, number) => {
  const merge = waysOfMerging[number % waysOfMerging.length] ?? { type: "timestampOrdered" };
  return { number, request: randomRequest(dice), merge };
});
/** Number of exports at the same time, to see that they do not disturb each other. */
const atOnce = 4;

let aep: LoadedAep;
beforeAll(async () => {
  aep = await LoadedAep.start(data, { clock: () => loadedAt });
}, 60_000);
afterAll(() => aep.close());

test("100 random requests export the rows that plain code computes", async () => {
  const policies = new Map<unknown, string>();
  for (const attributeMerge of waysOfMerging) {
    policies.set(attributeMerge, (await aep.createMergePolicy({ attributeMerge })).id);
  }
  const limit = pLimit(atOnce);
  const sizes = await Promise.all(
    questions.map(({ number, request, merge }) =>
      limit(async () => {
        const { rows } = await aep.export({ ...request, mergePolicy: { id: policies.get(merge) ?? "" } });
        const expected = comparable(expectedRows(data, { request, merge }), request);
        expect({ number, request, rows: comparable(rows, request) }).toEqual({
          number,
          request,
          rows: expected,
        });
        return rows.length;
      }),
    ),
  );
  // Otherwise the requests would prove nothing.
  expect(sizes.filter((size) => size > 0 && size < 100).length).toBeGreaterThan(30);
  expect(new Set(sizes).size).toBeGreaterThan(20);
}, 240_000);
