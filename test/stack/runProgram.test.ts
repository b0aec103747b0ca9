import { existsSync } from "node:fs";
import path from "node:path";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

/** Commands that run the program for its declarations alone: with `aep:wait` false it neither waits nor downloads. */

jest.setTimeout(180_000);

const destroy = ["destroy", "--yes", "--skip-preview", "--run-program"];
const refresh = ["refresh", "--yes", "--skip-preview", "--run-program"];

/** A pair whose files the program downloads. */
function downloading(project: Project): void {
  project.program(`
const dataset = new aep.TargetDataset("profiles", { name: "Profiles", forceDestroy: true });
const job = new aep.ExportJob("profiles", { dataset, fields: ["person.name"] });
export const status = job.status;
export const files = job.batchIds.apply((batchIds) => aep.download({ batchIds, dir: "exported" })).apply((all) => all.length);
`);
}

test("refresh and destroy --run-program do not wait for a running export, be it AEP_WAIT or aep:wait that is false", () =>
  inProject(
    async (project) => {
      downloading(project);
      project.env = { AEP_WAIT: "no" };
      const { output } = await project.fail("preview");
      expect(output).toContain('aep:wait (AEP_WAIT) is neither true nor false: "no". Set it to one of them.');
      expect(output).not.toMatch(/^ +at /m);

      // A running export that the state knows.
      project.env = {};
      const up = project.start("up", "--yes", "--skip-preview");
      await up.says(/PROCESSING/);
      up.interrupt();
      await up.ended;

      project.env = { AEP_WAIT: "false" };
      await project.succeed(...refresh);
      expect(project.resource("ExportJob").outputs).toMatchObject({ status: "PROCESSING" });
      project.env = {};
      await project.succeed("config", "set", "aep:wait", "false");
      await project.succeed(...destroy);

      expect(await project.jobs()).toMatchObject([{ status: "CANCELLED" }]);
      expect(existsSync(path.join(project.folder, "exported"))).toBe(false);
    },
    { jobSeconds: 600 },
  ));

test("a failed export stops a destroy --run-program, and the error names AEP_WAIT=false", () =>
  inProject(
    async (project) => {
      project.pair();
      await project.fail("up", "--yes", "--skip-preview");

      const stopped = await project.fail("destroy", "--yes", "--run-program");
      expect(stopped.output).toMatch(
        /Export job "profiles": job \d+ ended FAILED: .* To `destroy` or `refresh` with --run-program, set AEP_WAIT=false\./,
      );
      expect(await project.datasets()).toHaveLength(1);

      project.env = { AEP_WAIT: "false" };
      await project.succeed(...refresh);
      await project.succeed(...destroy);
    },
    { faults: { jobs: [{ fault: "fail" }] } },
  ));

test("with AEP_WAIT=false nothing is downloaded again", () =>
  inProject(async (project) => {
    downloading(project);
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED" });
    project.gateway.count();

    project.env = { AEP_WAIT: "false" };
    await project.succeed(...refresh);
    await project.succeed(...destroy);
    expect(project.gateway.calls.filter(({ path }) => path.startsWith("/data/foundation/export/"))).toEqual(
      [],
    );
  }));
