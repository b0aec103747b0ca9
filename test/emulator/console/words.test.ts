import { filtersInWords } from "../../../emulator/console/words";

const nameOf = (id: string) => (id === "g" ? "Gold" : undefined);
const destination = { datasetId: "d" };

test("a job without filters exports all profiles", () => {
  expect(filtersInWords({ destination }, nameOf)).toEqual(["all profiles"]);
});

test("each part of a request has its phrase", () => {
  const request = {
    filter: {
      segments: [{ segmentId: "g" }, { segmentId: "other", segmentNs: "AAM", status: ["exited" as const] }],
      segmentQualificationTime: { startTime: "2026-01-01T00:00:00Z", endTime: "2026-02-01T00:00:00Z" },
      fromIngestTimestamp: "2026-01-15T00:00:00Z",
      emptyProfiles: true,
    },
    additionalFields: {
      eventList: { fields: "_id,timestamp", filter: { toIngestTimestamp: "2026-01-20T00:00:00Z" } },
    },
    evaluationInfo: { segmentation: true },
    destination: { ...destination, segmentPerBatch: true },
  };
  expect(filtersInWords(request, nameOf)).toEqual([
    'in segment "Gold" (realized, existing) or AAM other (exited)',
    "qualified since 2026-01-01T00:00:00Z until 2026-02-01T00:00:00Z",
    "updated since 2026-01-15T00:00:00Z",
    "also those that have events only",
    "with _id,timestamp of their events ingested until 2026-01-20T00:00:00Z",
    "segments evaluated anew",
    "a batch for each segment",
  ]);
});
