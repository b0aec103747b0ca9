import { email, idOf, ids, LocalProfiles, record, type JsonRecord } from "../../worlds/profileStore";

let profiles: LocalProfiles;
beforeEach(async () => {
  profiles = await LocalProfiles.open();
});
afterEach(() => profiles.close());

describe("events", () => {
  beforeEach(async () => {
    const event = (id: string, n: number, ingestTime: number): JsonRecord =>
      record(
        { id, ingestTime, source: "web" },
        { _id: `${id}${n}`, timestamp: "2030-01-01T00:00:00Z", page: { name: `p${n}`, n } },
      );
    await profiles.load({
      profiles: [record({ id: "a" }, { _id: "A", x: 1 }), record({ id: "b" }, { _id: "B", x: 2 })],
      events: [event("a", 2, 2000), event("a", 1, 1000), event("a", 3, 3000), event("ghost", 1, 1500)],
    });
  });

  test("are exported with their profile, and profiles without events stay", async () => {
    const rows = await profiles.export({ additionalFields: { eventList: { fields: "page.name" } } });
    const events = Object.fromEntries(rows.map((row) => [idOf(row), row["eventList"]]));
    expect(events).toEqual({
      a: [{ page: { name: "p1" } }, { page: { name: "p2" } }, { page: { name: "p3" } }],
      b: [],
    });
  });

  test("are filtered by the time of their ingestion", async () => {
    const filter = {
      fromIngestTimestamp: "1970-01-01T00:00:01Z",
      toIngestTimestamp: "1970-01-01T01:00:02+01:00",
    };
    const rows = await profiles.export({ additionalFields: { eventList: { fields: "_id", filter } } });
    expect(rows.map((row) => row["eventList"]).sort()).toEqual([[], [{ _id: "a2" }]]);
  });

  test("make empty profiles, exported only when asked for", async () => {
    expect(ids(await profiles.export({ filter: { emptyProfiles: false } }))).toEqual(["a", "b"]);
    const rows = await profiles.export({
      filter: { emptyProfiles: true },
      additionalFields: { eventList: { fields: "_id" } },
    });
    expect(ids(rows)).toEqual(["a", "b", "ghost"]);
    expect(rows.find((row) => idOf(row) === "ghost")).toEqual({
      identityMap: email("ghost"),
      eventList: [{ _id: "ghost1" }],
    });
    expect(
      ids(await profiles.export({ filter: { emptyProfiles: true, segments: [{ segmentId: "s" }] } })),
    ).toEqual([]);
  });

  test("are left out if not asked for, or if none are loaded", async () => {
    expect((await profiles.export()).every((row) => !("eventList" in row))).toBe(true);
    await profiles.load({ profiles: [record({ id: "c" }, {})] }, "other");
    expect(await profiles.export({ additionalFields: { eventList: {} } }, { sandbox: "other" })).toEqual([
      { identityMap: email("c"), eventList: [] },
    ]);
    expect(await profiles.store.sourceDatasets("prod")).toEqual(["web"]);
  });
});
