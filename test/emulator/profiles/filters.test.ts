import type { ExportFilter } from "../../../contract/exportJobs";
import { ids, LocalProfiles, readBatch, record, type JsonRecord } from "../../worlds/profileStore";

const now = Date.parse("2024-06-01T00:00:00Z");
let profiles: LocalProfiles;
beforeEach(async () => {
  profiles = await LocalProfiles.open(() => now);
});
afterEach(() => profiles.close());

describe("filters", () => {
  interface Member {
    ns: string;
    segment: string;
    status: string;
    time: string;
  }
  const members: [string, Member[]][] = [
    ["a", [{ ns: "ups", segment: "s1", status: "realized", time: "2024-01-01T00:00:00Z" }]],
    ["b", [{ ns: "UPS", segment: "s1", status: "existing", time: "2024-01-02T01:30:00+02:00" }]],
    ["c", [{ ns: "ups", segment: "s1", status: "exited", time: "2024-01-03T00:00:00Z" }]],
    ["d", [{ ns: "AAM", segment: "s1", status: "realized", time: "2024-01-01T12:00:00.500Z" }]],
    [
      "e",
      [
        { ns: "ups", segment: "s1", status: "exited", time: "2024-01-01T12:00:00Z" },
        { ns: "ups", segment: "s2", status: "realized", time: "2024-02-01T00:00:00Z" },
      ],
    ],
    ["f", []],
    [
      "g",
      [
        { ns: "ups", segment: "s1", status: "realized", time: "2024-02-01T00:00:00Z" },
        { ns: "ups", segment: "s2", status: "existing", time: "2024-01-01T06:00:00Z" },
      ],
    ],
  ];
  const ingested = (index: number): number => now - 1000 * index;

  beforeEach(async () => {
    const records = members.map(([id, own], index) => {
      const segmentMembership: Record<string, JsonRecord> = {};
      for (const { ns, segment, status, time } of own) {
        (segmentMembership[ns] ??= {})[segment] = { status, lastQualificationTime: time };
      }
      return record({ id, ingestTime: ingested(index) }, { segmentMembership });
    });
    await profiles.load({ profiles: records });
  });

  const inNamespace = (wanted: string | undefined, ns: string): boolean =>
    (wanted ?? "ups").toLowerCase() === "ups" ? ns.toLowerCase() === "ups" : wanted === ns;

  function expected({
    segments,
    segmentQualificationTime: span,
    fromIngestTimestamp,
  }: ExportFilter): string[] {
    const inTime = (time: string): boolean =>
      (!span?.startTime || Date.parse(time) >= Date.parse(span.startTime)) &&
      (!span?.endTime || Date.parse(time) <= Date.parse(span.endTime));
    return members
      .filter(([, own]) => {
        if (!segments) return !span || own.some((m) => m.status !== "exited" && inTime(m.time));
        return segments.some((wanted) =>
          own.some(
            (m) =>
              m.segment === wanted.segmentId &&
              inNamespace(wanted.segmentNs, m.ns) &&
              (wanted.status ?? ["realized", "existing"]).some((status) => status === m.status) &&
              inTime(m.time),
          ),
        );
      })
      .map(([id]) => id)
      .filter(
        (id) =>
          !fromIngestTimestamp ||
          ingested(members.findIndex(([own]) => own === id)) > Date.parse(fromIngestTimestamp),
      );
  }

  const filters: ExportFilter[] = [
    {},
    { segments: [{ segmentId: "s1" }] },
    { segments: [{ segmentId: "s1", segmentNs: "UPS" }] },
    { segments: [{ segmentId: "s1", segmentNs: "AAM" }] },
    { segments: [{ segmentId: "s1", segmentNs: "aam" }] },
    { segments: [{ segmentId: "s1", status: ["exited"] }, { segmentId: "s2" }] },
    { segments: [{ segmentId: "s1", status: ["existing", "exited"] }] },
    { segments: [] },
    { segments: [{ segmentId: "unheard-of' OR 1=1" }] },
    { segments: [{ segmentId: "s1" }], segmentQualificationTime: { endTime: "2024-01-01T20:00:00-04:00" } },
    {
      segments: [{ segmentId: "s1" }, { segmentId: "s2" }],
      segmentQualificationTime: { startTime: "2024-01-31T23:59:59.999Z" },
    },
    {
      segments: [{ segmentId: "s1", segmentNs: "AAM" }],
      segmentQualificationTime: {
        startTime: "2024-01-01T12:00:00.500Z",
        endTime: "2024-01-01T12:00:00.500Z",
      },
    },
    { segmentQualificationTime: { startTime: "2024-01-01T12:00:00Z", endTime: "2024-01-31T00:00:00Z" } },
    { fromIngestTimestamp: "2024-05-31T23:59:58Z" },
    { fromIngestTimestamp: "2024-06-01T01:59:57.999+02:00" },
    {
      fromIngestTimestamp: "2024-05-31T23:59:57.0004Z",
      segments: [{ segmentId: "s1", status: ["realized", "exited"] }],
    },
    { fromIngestTimestamp: "2024-06-01t00:00:00z" },
  ];

  test.each(filters)("%j", async (filter) => {
    expect(ids(await profiles.export({ filter }))).toEqual(expected(filter));
  });

  test("see the merged profile", async () => {
    const membership = (status: string): JsonRecord => ({ segmentMembership: { ups: { s9: { status } } } });
    await profiles.load({
      profiles: [
        record({ id: "m", ingestTime: 1000 }, membership("realized")),
        record({ id: "m", ingestTime: 5000 }, membership("exited")),
      ],
    });
    expect(await profiles.export({ filter: { segments: [{ segmentId: "s9" }] } })).toEqual([]);
    const updated = { segments: [{ segmentId: "s9", status: ["exited" as const] }] };
    expect(
      ids(await profiles.export({ filter: { ...updated, fromIngestTimestamp: "1970-01-01T00:00:04.999Z" } })),
    ).toEqual(["m"]);
    expect(
      ids(await profiles.export({ filter: { ...updated, fromIngestTimestamp: "1970-01-01T00:00:05Z" } })),
    ).toEqual([]);
  });

  test("write a batch for each segment, with its own profiles", async () => {
    const batches = [[{ segmentId: "s1" }], [{ segmentId: "s2" }], [{ segmentId: "nobody" }]].map((own) =>
      profiles.batch(own),
    );
    const outcome = await profiles.run(
      { filter: { segments: [{ segmentId: "s1" }, { segmentId: "s2" }] } },
      { batches },
    );
    const rows = await Promise.all(batches.map((batch) => readBatch(batch)));
    expect(rows.map(ids)).toEqual([["a", "b", "g"], ["e", "g"], []]);
    expect(outcome.batches.map(({ records }) => records)).toEqual([3, 2, 0]);
    expect(outcome).toMatchObject({ profiles: 5, profilesByNamespace: { Email: 5 } });
  });

  test("refuse an invalid time", async () => {
    await expect(profiles.export({ filter: { fromIngestTimestamp: "2024-06-01" } })).rejects.toMatchObject({
      code: "INVALID_REQUEST",
    });
  });

  test("name the segments of the records", async () => {
    expect(await profiles.store.segments("prod")).toEqual([
      { segmentNs: "AAM", segmentId: "s1", members: 1 },
      { segmentNs: "UPS", segmentId: "s1", members: 1 },
      { segmentNs: "ups", segmentId: "s1", members: 2 },
      { segmentNs: "ups", segmentId: "s2", members: 2 },
    ]);
  });
});
