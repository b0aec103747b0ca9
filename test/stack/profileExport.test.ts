import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

/** What the engine itself makes of the options of a component; the rest is seen by mocks, in test/sdk. */

jest.setTimeout(180_000);

const declare = (project: Project, name: string, opts: string) =>
  project.program(`
new aep.ProfileExport(
  "${name}",
  { dataset: { name: "Profiles", forceDestroy: true }, fields: ["person.name"], jobs: { all: {} } },
  ${opts},
);
`);

test("an alias, a transform and protect replace neither the dataset nor the job of a component", () =>
  inProject(async (project) => {
    declare(project, "old", "{}");
    await project.succeed("up", "--yes", "--skip-preview");
    const [dataset, job] = [project.resource("TargetDataset").id, project.resource("ExportJob").id];

    declare(
      project,
      "new",
      `{
        aliases: [{ name: "old" }],
        protect: true,
        transforms: [
          ({ type, props, opts }) =>
            type.endsWith("TargetDataset") ? { props: { ...props, tags: { team: ["crm"] } }, opts } : undefined,
        ],
      }`,
    );
    await project.succeed("up", "--yes", "--skip-preview");
    expect(project.resource("TargetDataset")).toMatchObject({
      id: dataset,
      urn: expect.stringMatching(/TargetDataset::new$/),
    });
    expect(project.resource("ExportJob")).toMatchObject({
      id: job,
      urn: expect.stringMatching(/ExportJob::new-all$/),
    });
    expect((await project.datasets()).map(({ id }) => id)).toEqual([dataset]);
    expect(await project.jobs()).toHaveLength(1);
    expect(await project.aep.datasets.get(dataset)).toMatchObject({
      tags: { team: ["crm"], "pulumi-aep/urn": [expect.stringMatching(/TargetDataset::new$/)] },
    });

    const refused = await project.fail("destroy", "--yes", "--skip-preview");
    expect(refused.output).toContain("protected");
    expect((await project.datasets()).map(({ id }) => id)).toEqual([dataset]);

    declare(project, "new", "{}");
    await project.succeed("up", "--yes", "--skip-preview");
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
