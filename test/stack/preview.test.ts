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

test("a preview tells how many profiles an export is about, by one call for all jobs, and goes on without the figure", () =>
  inProject(async (project) => {
    await project.evaluate();
    const [gold, europe] = sampleSegments.map(({ id }) => ({ segmentId: id }));
    project.program(`
const dataset = new aep.TargetDataset("profiles", { name: "Profiles" });
const both = ${JSON.stringify([gold, europe])};
new aep.ExportJob("gold", { dataset, fields: "one", filter: { segments: [both[0]] } });
new aep.ExportJob("both", { dataset, fields: "two", filter: { segments: both } });
new aep.ExportJob("new", { dataset, fields: "three", filter: { segments: both, fromIngestTimestamp: "2026-01-01T00:00:00Z" } });
new aep.ExportJob("all", { dataset, fields: "four" });
const policy = aep.getMergePolicyOutput({ name: "Default Timebased" });
new aep.ExportJob("unpinned", { dataset, fields: "five", mergePolicy: { id: policy.id } });
new aep.ExportJob("pinned", { dataset, fields: "six", mergePolicy: { id: policy.id, version: policy.version } });
export const size = aep.getSegmentSizeOutput({ name: "Gold members" }).profiles;
`);
    const { output } = await project.succeed("preview");
    const statuses = /\(realized, existing; evaluated (just now|\d+ min ago)\)/.source;
    expect(output).toMatch(
      new RegExp(`exports one of about [\\d,]+ profiles in segment "Gold members" ${statuses}, into`),
    );
    expect(output).toMatch(
      new RegExp(
        `exports two of about [\\d,]+ to [\\d,]+ profiles in segments "Gold members" ${statuses} or "Europe" ${statuses}, into`,
      ),
    );
    expect(output).toMatch(/exports three of at most [\d,]+ profiles in segments "Gold/);
    expect(output).toMatch(
      /exports four of all profiles \(about 3,\d{3}; counted (just now|\d+ min ago)\), into/,
    );
    const [, diagnostics = ""] = output.split("Diagnostics:");
    expect(diagnostics).toMatch(/ExportJob \(unpinned\):\n +warning: mergePolicy\.version is left out, so/);
    expect(diagnostics.match(/mergePolicy\.version is left out/g)).toHaveLength(1);
    const calls = project.gateway.calls.filter(({ path }) => /segment\/jobs|preview/.test(path));
    // One for all jobs, and one of the program's own look-up.
    expect(calls.map(({ path }) => path)).toEqual(Array(2).fill("/data/core/ups/segment/jobs"));
    expect(project.gateway.writes).toEqual([]);

    project.pair({ job: { filter: { segments: [gold] } } });
    project.gateway.inPlace = ({ path }) =>
      path.endsWith("/segment/jobs") ? { status: 403, body: { title: "Forbidden" } } : undefined;
    const silent = await project.succeed("preview");
    expect(silent.output).toContain(
      'exports person.name of profiles in segment "Gold members" (realized, existing), into',
    );
    project.gateway.inPlace = () => undefined;
    project.gateway.beforeAnswer = ({ path }) =>
      path.endsWith("/segment/jobs") ? new Promise(() => undefined) : undefined;
    const slow = await project.succeed("preview");
    expect(slow.output).toContain(
      'exports person.name of profiles in segment "Gold members" (realized, existing), into',
    );
  }));
