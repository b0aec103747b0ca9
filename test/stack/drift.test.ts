import { inProject } from "../worlds/inProject";

/** What others do to the objects of a stack. */

jest.setTimeout(180_000);

test("refresh shows the changes of others, and the next up reverts them", () =>
  inProject(
    async (project) => {
      project.pair({ job: { waitForCompletion: false } });
      await project.succeed("up", "--yes", "--skip-preview");
      const [dataset, job] = [project.resource("TargetDataset").id, project.resource("ExportJob").id];

      await project.aep.datasets.update(dataset, [{ op: "replace", path: "/name", value: "By hand" }]);
      await project.aep.exportJobs.cancel(job);
      const shown = await project.succeed("preview", "--refresh", "--diff");
      expect(shown.output).toMatch(/~ name +: "By hand" => "Profiles"/);
      const refreshed = await project.succeed("refresh", "--yes", "--skip-preview");
      expect(refreshed.changes).toEqual({ updated: 2, unchanged: 2 });
      expect(project.resource("TargetDataset").outputs).toMatchObject({ name: "By hand" });
      expect(project.resource("ExportJob").outputs.status).toMatch(/^CANCELL(ING|ED)$/);

      await project.ended(job);
      const restored = await project.succeed("up", "--yes", "--skip-preview");
      expect(restored.changes).toEqual({ updated: 1, replaced: 1, unchanged: 2 });
      expect(restored.output).toContain("has ended CANCELLED; it will be run again");
      expect(await project.aep.datasets.get(dataset)).toMatchObject({ name: "Profiles" });
      const rerun = project.resource("ExportJob").id;
      expect(rerun).not.toBe(job);

      // Whoever deletes the dataset leaves its job nowhere to write to.
      await project.aep.datasets.delete(dataset);
      await project.aep.exportJobs.cancel(rerun);
      await project.ended(rerun);
      await project.succeed("refresh", "--yes", "--skip-preview");
      expect(project.resources().filter(({ id }) => id === dataset)).toEqual([]);
      const anew = await project.succeed("up", "--yes", "--skip-preview");
      expect(anew.changes).toEqual({ created: 1, replaced: 1, unchanged: 2 });
      const { id } = project.resource("TargetDataset");
      expect((await project.datasets()).map((found) => found.id)).toEqual([id]);
      expect(project.resource("ExportJob").outputs).toMatchObject({ dataset: id });

      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 60 },
  ));

test("a job whose record AEP has deleted is not run again and keeps its outputs", () =>
  inProject(async (project) => {
    project.pair();
    await project.succeed("up", "--yes", "--skip-preview");
    const { id } = project.resource("ExportJob");
    await project.aep.exportJobs.cancel(id);
    expect(await project.aep.exportJobs.get(id)).toBeUndefined();

    const again = await project.succeed("up", "--yes", "--skip-preview");
    expect(again.changes).toEqual({ unchanged: 4 });
    expect(again.output).toMatch(/status +: "SUCCEEDED"/);
    expect(await project.jobs()).toEqual([]);

    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
