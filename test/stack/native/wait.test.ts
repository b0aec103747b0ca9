import { setTimeout as sleep } from "node:timers/promises";
import { jobOf } from "../../worlds/gateway";
import { inYamlProject, writeYaml, yamlPair } from "../../worlds/yamlProject";

jest.setTimeout(180_000);

test("Ctrl-C ends the wait at once, the state keeps the job, and the next up resumes the wait without a second job", () =>
  inYamlProject(
    async (project) => {
      writeYaml(project, yamlPair());
      const up = project.start("up", "--yes", "--skip-preview");
      await up.says(/PROCESSING/);
      const signalled = Date.now();
      up.interrupt();
      const { output, code } = await up.ended;
      expect(code).not.toBe(0);
      const { id } = project.resource("ExportJob");
      // The polls tell when the provider stops. When the CLI ends depends on how busy the machine is.
      const polls = project.gateway.calls.filter(({ path }) => jobOf(path) === id).map(({ at }) => at);
      expect(Math.max(...polls) - signalled).toBeLessThan(1_000);
      expect(output).toContain(`the wait for job ${id} was interrupted; the export goes on.`);
      expect(project.resource("ExportJob").inputs).toMatchObject({ fields: ["person.name"] });

      const planned = await project.succeed("preview");
      expect(planned.changes).toMatchObject({ update: 1 });
      const resumed = project.start("up", "--yes", "--skip-preview");
      await resumed.says(/PROCESSING/);
      resumed.interrupt();
      expect((await resumed.ended).code).not.toBe(0);
      expect(project.resource("ExportJob").id).toBe(id);

      // A refresh makes the engine forget that the wait has failed.
      await project.succeed("refresh", "--yes", "--skip-preview");
      await project.succeed("up", "--yes", "--skip-preview");
      expect(project.resource("ExportJob")).toMatchObject({ id, outputs: { status: "SUCCEEDED" } });
      expect(await project.jobs()).toHaveLength(1);
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 15 },
  ));

test("a failed export tells what its batch tells, and the next up replaces it by exactly one new job", () =>
  inYamlProject(
    async (project) => {
      writeYaml(project, yamlPair());
      const { output } = await project.fail("up", "--yes", "--skip-preview");
      const { id } = project.resource("ExportJob");
      const batch = /batch \w+: part-00000\.parquet not written, errors of rows: /.source;
      expect(output).toMatch(new RegExp(`job ${id} ended FAILED: .*${batch}.*Run \`pulumi up\` again`));
      expect(output).not.toContain("ann@example.com");
      expect(project.resource("ExportJob").outputs).toMatchObject({ status: "FAILED" });

      const again = await project.succeed("up", "--yes", "--skip-preview");
      expect(again.changes).toMatchObject({ replaced: 1 });
      expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED" });
      expect((await project.jobs()).map(({ state }) => state)).toEqual(["succeeded", "failed"]);
      expect(project.resource("ExportJob").id).not.toBe(id);
      expect(await project.datasets()).toHaveLength(1);
      await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 0, faults: { jobs: [{ fault: "fail-writing", times: 1 }] } },
  ));

test("customTimeouts end the wait and not the export", () =>
  inYamlProject(
    async (project) => {
      writeYaml(project, yamlPair({ options: { customTimeouts: { create: "2s", update: "1s" } } }));
      const late = await project.fail("up", "--yes", "--skip-preview");
      const { id } = project.resource("ExportJob");
      expect(late.output).toContain(
        `job ${id} is still PROCESSING after 2 s (customTimeouts), and goes on. Run \`pulumi up\` again to wait for it again, or cancel it with \`aep-export cancel ${id}\`.`,
      );
      const again = await project.fail("up", "--yes", "--skip-preview");
      expect(again.output).toContain(`job ${id} is still PROCESSING after 1 s`);
      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await project.jobs()).toMatchObject([{ id, status: "CANCELLED" }]);
    },
    { jobSeconds: 60 },
  ));

test("without the wait, nothing is owed", () =>
  inYamlProject(async (project) => {
    writeYaml(project, yamlPair({ job: { waitForCompletion: false } }));
    await project.succeed("up", "--yes", "--skip-preview");
    const { id } = project.resource("ExportJob");
    expect(project.resource("ExportJob").outputs.status).not.toBe("FAILED");
    await project.ended(id);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("after a kill in the wait, the next up resumes the same job", () =>
  inYamlProject(
    async (project) => {
      writeYaml(project, yamlPair());
      const up = project.start("up", "--yes", "--skip-preview");
      await up.says(/PROCESSING/);
      up.kill();
      await up.ended;
      await sleep(1_500);
      await project.succeed("cancel", "--yes");
      const again = await project.succeed("up", "--yes", "--skip-preview");
      expect(again.output).toMatch(/Resuming job \d+/);
      expect(await project.jobs()).toHaveLength(1);
      expect(await project.datasets()).toHaveLength(1);
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 6 },
  ));
