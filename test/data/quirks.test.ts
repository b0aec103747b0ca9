import { quirkNames, type Quirk } from "../../emulator/server";
import { comparable } from "./comparable";
import { Dice, randomEvent, randomFragment } from "./randomData";
import { LoadedAep } from "./loadedAep";

const dice = new Dice(7);
const data = {
  profiles: Array.from({ length: 60 }, () => randomFragment(dice, 30)),
  events: Array.from({ length: 60 }, (_, number) => randomEvent(dice, 35, number)),
};
const requests = [
  { filter: { emptyProfiles: true }, additionalFields: { eventList: {} } },
  { filter: { segments: [{ segmentId: "s1" }] }, destination: { datasetId: "", segmentPerBatch: true } },
  {
    fields: "person.name",
    filter: { segments: [{ segmentId: "s1", status: ["exited" as const] }, { segmentId: "s2" }] },
  },
];

async function exportedRows(quirks: Quirk[]): Promise<unknown[]> {
  // The same time of ingestion in both runs, for records without one.
  const aep = await LoadedAep.start(data, { quirks, clock: () => Date.parse("2024-01-12T00:00:00Z") });
  try {
    const all: unknown[] = [];
    for (const request of requests) {
      const { rows, batches } = await aep.export(request);
      all.push({ batches: batches.length, rows: comparable(rows, request) });
    }
    return all;
  } finally {
    await aep.close();
  }
}

test("quirks change no row", async () => {
  const plain = await exportedRows([]);
  expect(plain).not.toContainEqual(expect.objectContaining({ rows: [] }));
  expect(await exportedRows([...quirkNames])).toEqual(plain);
});
