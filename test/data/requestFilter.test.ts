import type { ExportJobRequest } from "../../contract/exportJobs";
import { LoadedAep } from "./loadedAep";
import { loadedPeople } from "./loadedPeople";
import { everyone, loadedAt, names } from "./people";
import { type DataRecord, sorted, type Value } from "./value";

const { aep, exported } = loadedPeople();

type Filter = NonNullable<ExportJobRequest["filter"]>;

describe("filter", () => {
  test.each<[what: string, filter: Filter, expected: string[]]>([
    ["a segment, in the statuses of its members", { segments: [{ segmentId: "s1" }] }, ["ben"]],
    ["a segment, namespace ups", { segments: [{ segmentId: "s1", segmentNs: "ups" }] }, ["ben"]],
    [
      "a segment, namespace as the tutorials write it",
      { segments: [{ segmentId: "s2", segmentNs: "UPS" }] },
      ["cat"],
    ],
    ["a segment that records have under UPS only", { segments: [{ segmentId: "s3" }] }, ["cat"]],
    ["a segment of another namespace", { segments: [{ segmentId: "s1", segmentNs: "AAM" }] }, ["cat"]],
    ["a namespace in another case", { segments: [{ segmentId: "s1", segmentNs: "aam" }] }, []],
    [
      "a segment of another namespace that nobody is in",
      { segments: [{ segmentId: "s2", segmentNs: "AAM" }] },
      [],
    ],
    ["one status", { segments: [{ segmentId: "s1", status: ["exited"] }] }, ["ann"]],
    ["several statuses", { segments: [{ segmentId: "s1", status: ["existing", "exited"] }] }, ["ann", "ben"]],
    [
      "a union of segments",
      { segments: [{ segmentId: "s1" }, { segmentId: "s1", segmentNs: "AAM" }] },
      ["ben", "cat"],
    ],
    [
      "a union of segments, each with its own status",
      {
        segments: [
          { segmentId: "s1", status: ["exited"] },
          { segmentId: "s2", status: ["exited"] },
        ],
      },
      ["ann", "ben"],
    ],
    [
      "qualified from a time on, which belongs to it",
      { segments: [{ segmentId: "s1" }], segmentQualificationTime: { startTime: "2024-04-01T00:00:00Z" } },
      ["ben"],
    ],
    [
      "qualified from a millisecond later on",
      {
        segments: [{ segmentId: "s1" }],
        segmentQualificationTime: { startTime: "2024-04-01T00:00:00.001Z" },
      },
      [],
    ],
    [
      "qualified up to a time, which belongs to it, in another offset",
      {
        segments: [{ segmentId: "s2" }],
        segmentQualificationTime: { endTime: "2024-03-31T20:00:00.001-04:00" },
      },
      ["cat"],
    ],
    [
      "qualified up to a millisecond before",
      { segments: [{ segmentId: "s2" }], segmentQualificationTime: { endTime: "2024-04-01T00:00:00Z" } },
      [],
    ],
    [
      "qualified in a span, with a status",
      {
        segments: [{ segmentId: "s1", status: ["exited"] }],
        segmentQualificationTime: { startTime: "2024-02-01T00:00:00Z", endTime: "2024-03-02T00:00:00Z" },
      },
      ["ann"],
    ],
    [
      "status and time of one and the same membership",
      {
        segments: [{ segmentId: "s1" }, { segmentId: "s2" }],
        segmentQualificationTime: { startTime: "2024-04-15T00:00:00Z" },
      },
      [],
    ],
    [
      "qualified for any segment",
      { segmentQualificationTime: { startTime: "2024-01-01T00:00:00Z", endTime: "2024-04-01T00:00:00Z" } },
      ["ben", "cat"],
    ],
    [
      "updated after a time, strictly",
      { fromIngestTimestamp: "2024-05-10T00:00:00Z" },
      ["cat", "dan", "eve", "nobody"],
    ],
    [
      "updated after a time in another offset",
      { fromIngestTimestamp: "2024-05-10T05:30:00+05:30" },
      ["cat", "dan", "eve", "nobody"],
    ],
    [
      "updated after a fraction of a second",
      { fromIngestTimestamp: "2024-05-09T17:00:00.001-07:00" },
      ["dan", "eve", "nobody"],
    ],
    [
      "updated after a fraction of a millisecond",
      { fromIngestTimestamp: "2024-05-10T00:00:00.0005Z" },
      ["cat", "dan", "eve", "nobody"],
    ],
    [
      "loaded without a time: just ingested",
      { fromIngestTimestamp: "2024-05-31T23:59:59.999Z" },
      ["eve", "nobody"],
    ],
    ["updated after the last load", { fromIngestTimestamp: "2024-06-01T00:00:00Z" }, []],
    ["no segment at all", { segments: [] }, []],
    ["empty profiles not", { emptyProfiles: false }, everyone],
    ["empty profiles too", { emptyProfiles: true }, [...everyone, "ghost", "spirit"]],
    [
      "empty profiles, updated after a time",
      { emptyProfiles: true, fromIngestTimestamp: "2024-05-15T12:00:00Z" },
      ["dan", "eve", "ghost", "nobody"],
    ],
    [
      "empty profiles, which are in no segment",
      { emptyProfiles: true, segments: [{ segmentId: "s1" }] },
      ["ben"],
    ],
    [
      "segments and a time, both",
      { segments: [{ segmentId: "s1" }], fromIngestTimestamp: "2024-05-10T00:00:00Z" },
      [],
    ],
    [
      "all filters at once",
      {
        segments: [{ segmentId: "s1", status: ["existing", "exited"] }, { segmentId: "s2" }],
        segmentQualificationTime: { startTime: "2024-03-15T00:00:00Z" },
        fromIngestTimestamp: "2024-05-02T12:00:00Z",
        emptyProfiles: true,
      },
      ["ben", "cat"],
    ],
  ])("%s", async (_what, filter, expected) => {
    expect(names(await exported({ filter }))).toEqual([...expected].sort());
  });

  test("an unknown segment of AEP's own namespace is refused in both spellings of the namespace", async () => {
    for (const segmentNs of [undefined, "ups", "UPS"]) {
      await expect(aep().run({ filter: { segments: [{ segmentId: "s9", segmentNs }] } })).rejects.toThrow(
        "s9",
      );
    }
  });
});

test("system metadata without a valid time counts as absent and is never exported", async () => {
  const notes: Value[] = [
    null,
    5,
    "x",
    [],
    {},
    { ingestTime: "soon" },
    { ingestTime: null },
    { ingestTime: 1e300 },
  ];
  const records = notes.map((note, at): DataRecord => ({ _id: `n${at}`, _acp_system_metadata: note }));
  const own = await LoadedAep.start({ profiles: records, events: records }, { clock: () => loadedAt });
  try {
    const updated = (fromIngestTimestamp: string) => own.export({ filter: { fromIngestTimestamp } });
    const { rows } = await updated("2024-05-31T23:59:59.999Z");
    expect(sorted(rows)).toEqual(notes.map((_, at) => ({ _id: `n${at}` })));
    expect((await updated("2024-06-01T00:00:00Z")).rows).toEqual([]);
  } finally {
    await own.close();
  }
});
