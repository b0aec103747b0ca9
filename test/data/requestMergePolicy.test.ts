import type { ExportJobRequest } from "../../contract/exportJobs";
import type { AttributeMerge } from "../../contract/mergePolicies";
import { loadedPeople, newestFirst } from "./loadedPeople";
import { names, rowOf } from "./people";
import type { DataRecord } from "./value";

const { aep, exported } = loadedPeople();

describe("mergePolicy", () => {
  const ann = async (request: Partial<ExportJobRequest>, merge: AttributeMerge): Promise<DataRecord> => {
    const { person, loyalty, tags } = rowOf("ann", await exported(request, merge)) ?? {};
    return { person, loyalty, tags } as DataRecord;
  };

  test("absent: the newest fragment wins leaf by leaf; false, 0, empty text and empty arrays are values, null is not", async () => {
    expect(await ann({}, newestFirst)).toEqual({
      person: { name: { firstName: "", lastName: "Li" }, birthYear: 1990n },
      loyalty: { tier: "gold", points: 0n, active: false },
      tags: [],
    });
  });

  test.each<[order: string[], values: DataRecord]>([
    [
      ["crm", "web"],
      {
        person: { name: { firstName: "Ann", lastName: "Lee" }, birthYear: 1990n },
        loyalty: { tier: "gold", points: 10n, active: true },
        tags: ["a", "b"],
      },
    ],
    [
      ["shop"],
      {
        person: { name: { firstName: "Anna", lastName: "Li" }, birthYear: 1990n },
        loyalty: { tier: "gold", points: 99n, active: false },
        tags: [],
      },
    ],
    [
      ["a dataset without records"],
      {
        person: { name: { firstName: "", lastName: "Li" }, birthYear: 1990n },
        loyalty: { tier: "gold", points: 0n, active: false },
        tags: [],
      },
    ],
  ])("datasets %j come first, then the newest of the others fill the gaps", async (order, values) => {
    const attributeMerge: AttributeMerge = { type: "dataSetPrecedence", order };
    const { id } = await aep().createMergePolicy({ attributeMerge });
    expect(await ann({ mergePolicy: { id } }, attributeMerge)).toEqual(values);
    expect(await ann({ mergePolicy: { id, version: 1 } }, attributeMerge)).toEqual(values);
  });

  test("an unknown policy or version is refused", async () => {
    await expect(aep().run({ mergePolicy: { id: "no-such-policy" } })).rejects.toThrow("no-such-policy");
    const { id } = await aep().createMergePolicy({ attributeMerge: newestFirst });
    await expect(aep().run({ mergePolicy: { id, version: 7 } })).rejects.toThrow("version 7");
  });

  test("filters apply to the merged profile", async () => {
    const filter = { segments: [{ segmentId: "s1" }] };
    expect(names(await exported({ filter }))).toEqual(["ben"]);
    const attributeMerge: AttributeMerge = { type: "dataSetPrecedence", order: ["crm"] };
    const { id } = await aep().createMergePolicy({ attributeMerge });
    expect(names(await exported({ filter, mergePolicy: { id } }, attributeMerge))).toEqual(["ann", "ben"]);
    // The time of the newest fragment counts, whichever fragment gives the values.
    const updated = { fromIngestTimestamp: "2024-05-02T12:00:00Z" };
    expect(
      names(await exported({ filter: { ...filter, ...updated }, mergePolicy: { id } }, attributeMerge)),
    ).toEqual(["ann", "ben"]);
  });
});
