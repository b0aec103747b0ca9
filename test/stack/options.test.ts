import { releaseOf } from "../../provider/ownership/release";
import { inProject } from "../worlds/inProject";

/** Options and commands of Pulumi that keep a resource from being deleted. */

jest.setTimeout(180_000);

test("retainOnDelete keeps dataset and running job in AEP, protect refuses the destroy, state delete removes them from the state only", () =>
  inProject(
    async (project) => {
      const program = (options: object) =>
        project.program(`
const options = ${JSON.stringify(options)};
const dataset = new aep.TargetDataset("kept", { name: "Kept", forceDestroy: true }, options);
new aep.ExportJob("kept", { dataset, waitForCompletion: false }, options);
`);
      program({ protect: true });
      await project.succeed("up", "--yes", "--skip-preview");
      const [dataset, job] = [project.resource("TargetDataset").id, project.resource("ExportJob").id];
      const refused = await project.fail("destroy", "--yes", "--skip-preview");
      expect(refused.output).toContain("protected");

      program({ retainOnDelete: true });
      await project.succeed("up", "--yes", "--skip-preview");
      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(project.resources()).toEqual([]);
      expect(await project.jobs()).toMatchObject([{ id: job, state: "pending" }]);
      expect(await project.datasets()).toMatchObject([{ id: dataset }]);

      // A stack that was destroyed has lost its identity, so nothing tells that what was retained is its own. A user says so.
      program({});
      const anew = await project.succeed("up", "--yes", "--skip-preview");
      expect(anew.output).toContain(`run \`aep-export release ${dataset}\` and set adopt: "${dataset}"`);
      expect(project.resource("TargetDataset").id).not.toBe(dataset);
      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await project.aep.exportJobs.get(job)).toMatchObject({ state: "pending" });
      await project.aep.datasets.update(dataset, releaseOf((await project.aep.datasets.get(dataset))!));
      project.program(`
const dataset = new aep.TargetDataset("kept", { name: "Kept", forceDestroy: true, adopt: "${dataset}" });
new aep.ExportJob("kept", { dataset, waitForCompletion: false, adopt: "${job}" });
`);
      await project.succeed("up", "--yes", "--skip-preview");

      await project.succeed("state", "delete", project.resource("ExportJob").urn, "--yes");
      await project.succeed("destroy", "--yes", "--skip-preview");
      // A job that no state knows does not outlive the dataset that it writes to.
      expect(await project.aep.exportJobs.get(job)).toMatchObject({ status: "CANCELLED" });
    },
    { jobSeconds: 60 },
  ));

test("the import option is refused at preview, and the error names adopt", () =>
  inProject(async (project) => {
    const refused = async (declaration: string): Promise<void> => {
      project.program(`${declaration}\n`);
      const { output } = await project.fail("preview");
      expect(output).toMatch(
        /^ *error: (Target dataset|Export job) "old": Pulumi cannot import dynamic resources\. Set adopt: "42" in its arguments instead of the import option, or let `aep-export import` write the program\.$/m,
      );
      expect(output).not.toMatch(/^ +at .*:\d+/m);
    };
    await refused('new aep.TargetDataset("old", { name: "Old" }, { import: "42" });');
    await refused('new aep.ExportJob("old", { dataset: "5b020a27e7040801dedba61b" }, { import: "42" });');
    expect(project.gateway.calls).toEqual([]);
  }));
