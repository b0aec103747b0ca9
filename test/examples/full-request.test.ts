import type { SegmentBatch } from "../../contract/exportJobs";
import { sampleSourceDatasets } from "../../emulator/profiles/sample";
import { destroy, inExample, upTwice } from "./example";
import {
  expectRows,
  exportedRows,
  ingestTimeOf,
  newestFirst,
  sampleProfiles,
  segmentId,
  type Precedence,
} from "./records";

jest.setTimeout(180_000);

const rank = (id = ""): number => sampleSourceDatasets.indexOf(id);
const byDataset: Precedence = (one, other) =>
  rank(one._acp_system_metadata?.sourceDatasetId) - rank(other._acp_system_metadata?.sourceDatasetId) ||
  newestFirst(one, other);

test("full-request: every part of the request arrives and takes effect", () =>
  inExample("full-request", async (project) => {
    const outputs = await upTwice<{
      status: string;
      batches: SegmentBatch[];
      profileCount: number;
      metrics: { totalExportedProfileCounter: number };
      usedMergePolicy: { id: string; version: number };
    }>(project);

    const gold = segmentId("Gold members");
    const [job] = await project.jobs();
    const { mergePolicy } = job ?? {};
    expect(job).toMatchObject({
      fields: "person.name,mobilePhone.number,loyalty.tier",
      filter: {
        segments: [
          { segmentId: gold, segmentNs: "ups", status: ["realized", "existing"] },
          { segmentId: "7734522", segmentNs: "AAM", status: ["exited"] },
        ],
        segmentQualificationTime: { startTime: "2024-02-15T00:00:00Z", endTime: "2044-02-15T01:00:00+01:00" },
        fromIngestTimestamp: "2024-03-05T00:00:00Z",
        emptyProfiles: true,
      },
      additionalFields: {
        eventList: {
          fields: "eventType,web.webPageDetails.name",
          filter: { fromIngestTimestamp: "2024-03-03T00:00:00Z", toIngestTimestamp: "2024-03-12T00:00:00Z" },
        },
      },
      destination: { segmentPerBatch: true },
      schema: { name: "_xdm.context.profile" },
      evaluationInfo: { segmentation: true },
    });
    expect(mergePolicy).toEqual({ id: expect.any(String), version: expect.any(Number) });
    expect(outputs).toMatchObject({ status: "SUCCEEDED", usedMergePolicy: mergePolicy });
    expect(await project.aep.mergePolicies.get(mergePolicy?.id ?? "")).toMatchObject({
      name: "Dataset Precedence",
      version: mergePolicy?.version,
    });

    const time = (text: string) => Date.parse(text);
    const profiles = (await sampleProfiles(byDataset)).filter(
      ({ ingestTime }) => ingestTime > time("2024-03-05T00:00:00Z"),
    );
    // The job evaluates the segment, so every gold member qualifies just now, within the requested
    // time.
    const golden = profiles.filter(({ loyalty }) => loyalty?.tier === "gold");
    const left = profiles.filter(({ segmentMembership }) => {
      const { status, lastQualificationTime = "" } = segmentMembership?.["AAM"]?.["7734522"] ?? {};
      return status === "exited" && time(lastQualificationTime) >= time("2024-02-15T00:00:00Z");
    });
    for (const [id, members] of [
      [gold, golden],
      ["7734522", left],
    ] as const) {
      const { batchId = "" } = outputs.batches.find((batch) => batch.segmentId === id) ?? {};
      const rows = await exportedRows(project.aep, { batchIds: [batchId], dir: project.dir });
      expectRows(rows, members, ({ person, mobilePhone, loyalty, events }) => ({
        person: { name: person?.name },
        mobilePhone,
        loyalty: { tier: loyalty?.tier },
        eventList: events
          .filter(
            (event) =>
              ingestTimeOf(event) > time("2024-03-03T00:00:00Z") &&
              ingestTimeOf(event) <= time("2024-03-12T00:00:00Z"),
          )
          .map(({ eventType, web }) => ({
            eventType,
            web: { webPageDetails: { name: web?.webPageDetails?.name } },
          })),
      }));
    }
    expect(outputs.profileCount).toBe(golden.length + left.length);
    expect(outputs.metrics.totalExportedProfileCounter).toBe(outputs.profileCount);
    await destroy(project);
  }));
