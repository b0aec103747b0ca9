import { sampleSegments } from "../../emulator/profiles/index";
import { inProject } from "../worlds/inProject";

jest.setTimeout(180_000);

const nowhere = "00000000-0000-4000-8000-000000000000";

test("a preview summarises the export, reports references that do not exist, and does not look them up for an existing job", () =>
  inProject(async (project) => {
    project.pair({ job: { filter: { segments: [{ segmentId: nowhere }] } } });
    const segment = await project.fail("preview");
    expect(segment.output).toMatch(
      new RegExp(`Export job "profiles": .*sandbox prod has no segment ${nowhere}\\. Check the ids`),
    );
    expect(segment.output).not.toMatch(/^ +at .*:\d+/m);

    project.pair({ job: { mergePolicy: { id: nowhere } } });
    const policy = await project.fail("preview");
    expect(policy.output).toMatch(/sandbox prod has no merge policy 0/);

    project.program(`new aep.ExportJob("profiles", { dataset: "000000000000000000000000" });`);
    const dataset = await project.fail("preview");
    expect(dataset.output).toMatch(/sandbox prod has no such dataset\. Check the id/);
    expect(project.gateway.writes).toEqual([]);

    project.program(`
const segment = aep.getSegmentOutput({ name: "Nobody" });
const dataset = new aep.TargetDataset("profiles", { name: "Profiles" });
new aep.ExportJob("profiles", { dataset, filter: { segments: [{ segmentId: segment.id }] } });
`);
    const lookUp = await project.fail("preview");
    expect(lookUp.output).toContain('sandbox prod has none named "Nobody"');

    project.pair({ job: { filter: { segments: [{ segmentId: sampleSegments[0]?.id }] } } });
    const told = await project.succeed("preview");
    expect(told.output).toContain(
      `exports person.name of profiles in segment "${sampleSegments[0]?.name}" (realized, existing), into dataset "Profiles"`,
    );
    await project.succeed("up", "--yes", "--skip-preview");
    project.gateway.count();
    const quiet = await project.succeed("preview", "--expect-no-changes");
    expect(quiet.output).not.toContain("exports person.name");
    expect(Object.keys(project.gateway.count())).not.toContainEqual(expect.stringContaining("segment"));
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
