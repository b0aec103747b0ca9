import { exportInWords } from "../../../provider/exportJob/declaration/words";
import type { ExportJobInputs } from "../../../provider/exportJob/declaration/inputs";

const names = { dataset: "Loyal customers", segments: new Map([["g", "Gold"]]), now: 0 };
const said = (inputs: Partial<ExportJobInputs>) => exportInWords(inputs, names);

test("a job with a dataset only", () => {
  expect(said({})).toBe('all fields of all profiles, into dataset "Loyal customers"');
});

test("segments by their known names, with their statuses", () => {
  const filter = { segments: [{ segmentId: "g" }, { segmentId: "other", status: ["exited" as const] }] };
  expect(said({ fields: ["person.name", "mobilePhone"], filter })).toBe(
    'person.name, mobilePhone of profiles in segments "Gold" (realized, existing) or other (exited), ' +
      'into dataset "Loyal customers"',
  );
});

test("times, and events", () => {
  const inputs: Partial<ExportJobInputs> = {
    filter: {
      segmentQualificationTime: { startTime: "2026-01-01T00:00:00Z", endTime: "2026-02-01T00:00:00Z" },
      fromIngestTimestamp: "2026-01-15T00:00:00Z",
      emptyProfiles: true,
    },
    additionalFields: {
      eventList: { fields: "_id,timestamp", filter: { fromIngestTimestamp: "2026-01-20T00:00:00Z" } },
    },
    evaluationInfo: { segmentation: true },
  };
  expect(said(inputs)).toBe(
    "all fields of all profiles, qualified since 2026-01-01T00:00:00Z until 2026-02-01T00:00:00Z, " +
      "updated since 2026-01-15T00:00:00Z, also of those that have events only, " +
      "with _id,timestamp of their events ingested since 2026-01-20T00:00:00Z, segments evaluated anew, " +
      'into dataset "Loyal customers"',
  );
});

test("about how many profiles, and how old the count is", () => {
  const hour = 3_600_000;
  const told = {
    ...names,
    now: 10 * hour,
    size: { least: 12_345, most: 12_345, countedAt: new Map([["g", 3 * hour]]) },
  };
  const filter = { segments: [{ segmentId: "g" }] };
  expect(exportInWords({ fields: "one", filter }, told)).toBe(
    'one of about 12,300 profiles in segment "Gold" (realized, existing; evaluated 7 h ago), into dataset "Loyal customers"',
  );
  expect(exportInWords({}, { ...told, size: { most: 5000, countedAt: new Map([["", 0]]) } })).toBe(
    'all fields of all profiles (at most 5,000; counted 10 h ago), into dataset "Loyal customers"',
  );
});
