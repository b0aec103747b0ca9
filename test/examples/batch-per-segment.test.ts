import { destroy, inExample, upTwice } from "./example";
import { expectRows, exportedRows, ingestTimeOf, isIn, sampleProfiles, segmentId } from "./records";

jest.setTimeout(180_000);

test("batch-per-segment writes a batch for each segment, with the events that were ingested in a span of time", () =>
  inExample("batch-per-segment", async (project) => {
    const { batches, files } = await upTwice<{
      batches: { segment: string; batchId: string }[];
      files: { name: string; length: number }[];
    }>(project);

    expect(batches.map(({ segment }) => segment).sort()).toEqual(["Europe", "Gold members"]);
    const [from, to] = [Date.parse("2024-03-05T00:00:00Z"), Date.parse("2024-03-10T00:00:00Z")];
    const profiles = await sampleProfiles();
    for (const { segment, batchId } of batches) {
      const rows = await exportedRows(project.aep, { batchIds: [batchId], dir: project.dir });
      const members = profiles.filter((profile) => isIn(profile, segmentId(segment)));
      expectRows(rows, members, ({ person, personalEmail, events }) => ({
        person: { name: person?.name },
        personalEmail,
        eventList: events
          .filter((event) => ingestTimeOf(event) > from && ingestTimeOf(event) <= to)
          .map(({ timestamp, eventType, commerce }) => ({
            timestamp,
            eventType,
            commerce: { order: { priceTotal: commerce?.order?.priceTotal } },
          })),
      }));
    }
    expect(files).toEqual(
      batches.map(({ batchId }) => ({
        batchId,
        fileId: expect.any(String),
        name: expect.stringMatching(/\.parquet$/),
        bytes: expect.any(Number),
      })),
    );
    await destroy(project);
  }));
