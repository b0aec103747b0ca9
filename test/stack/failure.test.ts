import { inProject } from "../worlds/inProject";

jest.setTimeout(180_000);

test("a failed export fails the up with AEP's message, and the next up runs it again", () =>
  inProject(
    async (project) => {
      project.pair();
      const command = project.start("up", "--yes", "--skip-preview");
      await command.says(/PROCESSING/);
      const lost = project.resource("TargetDataset").id;
      await project.aep.datasets.delete(lost);
      const failed = await command.ended;
      expect(failed.code).not.toBe(0);
      expect(failed.output).toMatch(
        /Export job "profiles": job \d+ ended FAILED: INVALID_REQUEST Dataset ".*" was deleted.*\(request \w+\)\. Run `pulumi up` again/,
      );
      expect(failed.output).not.toMatch(/^ +at /m);

      await project.succeed("up", "--yes", "--skip-preview", "--refresh");
      expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED" });
      expect((await project.jobs()).map(({ state }) => state)).toEqual(["succeeded", "failed"]);
      expect(await project.datasets()).toHaveLength(1);
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 5 },
  ));
