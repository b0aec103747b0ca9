import { sampleSegments } from "../../emulator/profiles/index";
import { inProject } from "../worlds/inProject";

/** A stack that was put up stays as it is, whatever way its program writes things in. */

jest.setTimeout(180_000);

const segmentId = sampleSegments[0]?.id;

test("after up and refresh a preview has no changes, in whichever form the inputs are written", () =>
  inProject(async (project) => {
    project.pair({
      dataset: {
        name: 'Müller & Söhne: "daily"  export, cafe\u0301 🎉',
        description: "First line\n\n\tsecond \\ line",
        tags: { "team/a~b": ["crm", "", "crm"], empty: [], ключ: ["значение"] },
        fileDescription: { format: "parquet" },
      },
      job: {
        fields: " person.name , personalEmail.address,person.name",
        filter: {
          segments: [
            { segmentId: "7734522", segmentNs: "AAM", status: ["exited", "realized"] },
            { segmentId, segmentNs: "UPS", status: ["realized", "existing"] },
          ],
          segmentQualificationTime: { startTime: "2020-01-31T09:30:00.120+02:00" },
          fromIngestTimestamp: "2020-01-01T00:00:00.123456Z",
          emptyProfiles: false,
        },
        mergePolicy: { id: "0bf16e61-90e9-4204-b8fa-ad250360957b", version: 1 },
        additionalFields: { eventList: { fields: "web", filter: {} } },
        evaluationInfo: {},
        segmentPerBatch: false,
        schemaName: "_xdm.context.profile",
        timeouts: { create: "1h30m" },
        triggers: [null, 0, "", [], {}, { a: [null], "b c": "e\u0301" }, 1.5, 1e21, false],
      },
    });
    await project.succeed("up", "--yes", "--skip-preview");
    const refreshed = await project.succeed("refresh", "--yes", "--skip-preview");
    expect(refreshed.changes).toEqual({ unchanged: 4 });
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("preview", "--refresh", "--expect-no-changes");
    expect(await project.jobs()).toHaveLength(1);
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("a name that AEP might return changed is refused at preview, with a name that it keeps", () =>
  inProject(async (project) => {
    project.program(`
import { readFileSync } from "node:fs";
new aep.TargetDataset("a", { name: readFileSync("name.txt", "utf8"), tags: { team: ["crm "] } });
`);
    project.write("name.txt", "Daily export\n");
    const { output } = await project.fail("preview");
    expect(output).toContain('name has blanks or line breaks at its ends; write "Daily export"');
    expect(output).toContain('tags.team[0] has blanks or line breaks at its ends; write "crm"');
    expect(project.gateway.calls).toEqual([]);
  }));
