import type { ExportJobRequest } from "../../contract/exportJobs";
import { LoadedAep } from "./loadedAep";
import { loadedPeople } from "./loadedPeople";
import { identity, name, rowOf } from "./people";
import { type DataRecord, sorted, type Value } from "./value";

const { exported } = loadedPeople();

describe("additionalFields.eventList", () => {
  const ofEvents = async (request: Partial<ExportJobRequest>): Promise<Record<string, Value>> => {
    const rows = await exported(request);
    const named = rows.map(({ eventList, ...row }): [string, Value] => [
      name(row),
      sorted((eventList as DataRecord[]).map((one) => one["_id"] ?? one)),
    ]);
    return Object.fromEntries(named);
  };
  const none = { cat: [], dan: [], eve: [], nobody: [] };

  test("each profile has its own events, and a profile without events stays", async () => {
    expect(await ofEvents({ additionalFields: { eventList: {} } })).toEqual({
      ...none,
      ann: ["ann-first", "ann-second", "ann-third"],
      ben: ["ben-first"],
    });
  });

  test("with fields of the events and of the profile", async () => {
    const rows = await exported({
      fields: "loyalty.tier",
      additionalFields: { eventList: { fields: "web.page.name" } },
    });
    expect(rowOf("ann", rows)).toEqual({
      _id: "ann",
      identityMap: identity("ann"),
      loyalty: { tier: "gold" },
      eventList: expect.arrayContaining(
        ["first", "second", "third"].map((page) => ({ web: { page: { name: page } } })),
      ),
    });
  });

  test.each<
    [filter: { fromIngestTimestamp?: string; toIngestTimestamp?: string }, ann: string[], ben: string[]]
  >([
    [{ fromIngestTimestamp: "2024-05-01T00:00:00Z" }, ["ann-second", "ann-third"], ["ben-first"]],
    [{ fromIngestTimestamp: "2024-05-02T01:59:59.999+02:00" }, ["ann-second", "ann-third"], ["ben-first"]],
    [{ toIngestTimestamp: "2024-05-02T00:00:00Z" }, ["ann-first", "ann-second"], []],
    [
      { fromIngestTimestamp: "2024-05-01T00:00:00Z", toIngestTimestamp: "2024-05-02T12:00:00+12:00" },
      ["ann-second"],
      [],
    ],
    [{ fromIngestTimestamp: "2029-01-01T00:00:00Z" }, [], []],
  ])("ingested %j", async (filter, ann, ben) => {
    expect(await ofEvents({ additionalFields: { eventList: { filter } } })).toEqual({ ...none, ann, ben });
  });

  test("has the events of empty profiles and of filtered ones", async () => {
    const eventList = { filter: { fromIngestTimestamp: "2024-05-15T00:00:00Z" } };
    expect(await ofEvents({ filter: { emptyProfiles: true }, additionalFields: { eventList } })).toEqual({
      ...none,
      ann: [],
      ben: ["ben-first"],
      ghost: ["ghost-second"],
      spirit: [],
    });
    const filter = { segments: [{ segmentId: "s1" }] };
    expect(await ofEvents({ filter, additionalFields: { eventList: {} } })).toEqual({ ben: ["ben-first"] });
  });
});

test("a profile's own field eventList is exported, unless the request asks for events", async () => {
  const record: DataRecord = { _id: "p", identityMap: identity("p"), eventList: [{ own: true }] };
  const own = await LoadedAep.start({ profiles: [record] });
  try {
    expect((await own.export({})).rows).toEqual([record]);
    const { rows } = await own.export({ additionalFields: { eventList: {} } });
    expect(rows).toEqual([{ ...record, eventList: [] }]);
  } finally {
    await own.close();
  }
});
