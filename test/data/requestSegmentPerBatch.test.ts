import { comparable } from "./comparable";
import { expectedPeople, loadedPeople } from "./loadedPeople";
import { everyone, names } from "./people";

const { aep } = loadedPeople();

describe("destination.segmentPerBatch", () => {
  const segments = [
    { segmentId: "s1", status: ["existing" as const, "exited" as const] },
    { segmentId: "s2", status: ["realized" as const, "exited" as const] },
    { segmentId: "s1", segmentNs: "AAM" },
    { segmentId: "nobody", segmentNs: "AAM" },
  ];

  test("writes a batch for each segment, and a profile of two segments into both", async () => {
    const destination = { datasetId: "", segmentPerBatch: true };
    const { job, batches } = await aep().export({ filter: { segments }, destination });
    expect(job.batches.map(({ batchId: _, ...segment }) => segment)).toEqual([
      { segmentNs: "ups", ...segments[0] },
      { segmentNs: "ups", ...segments[1] },
      { ...segments[2], status: ["realized", "existing"] },
      { ...segments[3], status: ["realized", "existing"] },
    ]);
    expect(new Set(job.batchIds).size).toBe(4);
    expect(batches.map(names)).toEqual([["ann", "ben"], ["ben", "cat"], ["cat"], []]);
    for (const [at, segment] of segments.entries()) {
      const request = { filter: { segments: [segment] } };
      expect(comparable(batches[at] ?? [], request)).toEqual(comparable(expectedPeople(request), request));
    }
  });

  test("false: all segments into one batch, each profile once", async () => {
    const { batches } = await aep().export({
      filter: { segments },
      destination: { datasetId: "", segmentPerBatch: false },
    });
    expect(batches.map(names)).toEqual([["ann", "ben", "cat"]]);
  });

  test("without segments there is one batch", async () => {
    const { batches } = await aep().export({ destination: { datasetId: "", segmentPerBatch: true } });
    expect(batches.map(names)).toEqual([everyone]);
  });
});
