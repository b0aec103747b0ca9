import { inProject } from "../worlds/inProject";

jest.setTimeout(180_000);

test("a time limit ends the wait and not the export; the next up resumes the wait, and destroy cancels", () =>
  inProject(
    async (project) => {
      project.pair({ job: { timeouts: { create: "2s" } } });
      const late = await project.fail("up", "--yes", "--skip-preview");
      expect(late.output).toMatch(
        /Export job "profiles": job (\d+) is still PROCESSING after 2 s \(timeouts\.create\), and goes on\. Run `pulumi up` again to wait for it again, or cancel it with `aep-export cancel \1`\./,
      );
      expect(late.output).not.toMatch(/^ +at .*:\d+/m);
      const { id } = project.resource("ExportJob");
      expect(await project.aep.exportJobs.get(id)).toMatchObject({ state: "pending" });

      // Another limit is another wait for the same job.
      project.pair({ job: { timeouts: { create: "1s", delete: "1m" } } });
      const again = await project.fail("up", "--yes", "--skip-preview");
      expect(again.output).toMatch(`job ${id} is still PROCESSING after 1 s (timeouts.create)`);
      expect(project.resource("ExportJob")).toMatchObject({
        id,
        inputs: { timeouts: { create: "1s", delete: "1m" } },
      });

      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await project.jobs()).toMatchObject([{ id, status: "CANCELLED" }]);
    },
    { jobSeconds: 60 },
  ));
