import { inYamlProject, writeYaml, yamlPair } from "../../worlds/yamlProject";
import type { Project } from "../../worlds/project";

jest.setTimeout(300_000);

/** The dynamic form of a pair, as the README has it. */
function dynamicPair(project: Project, aliased: boolean): void {
  const alias = (type: string) => (aliased ? `{ aliases: [{ type: "aep:index:${type}" }] }` : "{}");
  project.write("Pulumi.yaml", "name: test\nruntime: nodejs\n");
  project.program(`
const dataset = new aep.TargetDataset("dataset", { name: "Profiles", forceDestroy: true }, ${alias("TargetDataset")});
new aep.ExportJob("job", { dataset, fields: ["person.name"] }, ${alias("ExportJob")});
`);
}

/** The same resources of the plugin. The YAML host takes aliases as URNs. */
function nativePair(project: Project): void {
  const { resources = {} } = yamlPair();
  const aliased = Object.entries(resources).map(([name, one]) => {
    const type = one.type.replace("aep:", "pulumi-nodejs:dynamic/aep:");
    return [name, { ...one, options: { aliases: [`urn:pulumi:local::test::${type}::${name}`] } }] as const;
  });
  writeYaml(project, { resources: Object.fromEntries(aliased) });
}

test("aliases lead from dynamic resources to the plugin and back, without another export", () =>
  inYamlProject(async (project) => {
    const up = () => project.succeed("up", "--yes", "--skip-preview");
    const ids = () =>
      project
        .resources()
        .map(({ id }) => id)
        .sort();
    dynamicPair(project, false);
    await up();
    const before = ids();

    nativePair(project);
    await up();
    expect(ids()).toEqual(before);
    expect(project.resources().every(({ type }) => type.startsWith("aep:index:"))).toBe(true);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    const there = await project.aep.datasets.get(project.resource("TargetDataset").id);
    expect(JSON.stringify(there?.tags)).not.toContain("dynamic");

    dynamicPair(project, true);
    await up();
    expect(ids()).toEqual(before);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(await project.jobs()).toHaveLength(1);
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
