import { setTimeout as sleep } from "node:timers/promises";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

/** However a run is cut short, one declaration is one dataset and one export. */

jest.setTimeout(180_000);

async function expectOnePair(project: Project): Promise<void> {
  expect((await project.datasets()).map(({ id }) => id)).toEqual([project.resource("TargetDataset").id]);
  expect((await project.jobs()).map(({ id }) => id)).toEqual([project.resource("ExportJob").id]);
}

test("Ctrl-C ends the wait at once, and the next up resumes the same job", () =>
  inProject(
    async (project) => {
      project.pair();
      const command = project.start("up", "--yes", "--skip-preview");
      await command.says(/PROCESSING/);
      const pressed = Date.now();
      command.interrupt();
      const { code } = await command.ended;
      expect(Date.now() - pressed).toBeLessThan(5_000);
      expect(code).not.toBe(0);
      await expectOnePair(project);

      const again = await project.succeed("up", "--yes", "--skip-preview");
      expect(again.output).toMatch(/status +: "SUCCEEDED"/);
      await expectOnePair(project);
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 8 },
  ));

test("after a kill during the wait the next up resumes the same job", () =>
  inProject(
    async (project) => {
      project.pair();
      const command = project.start("up", "--yes", "--skip-preview");
      await command.says(/PROCESSING/);
      command.kill();
      await command.ended;

      await project.fail("up", "--yes", "--skip-preview");
      await project.succeed("cancel", "--yes");
      const again = await project.succeed("up", "--yes", "--skip-preview");
      expect(again.output).toMatch(/status +: "SUCCEEDED"/);
      await expectOnePair(project);
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 8 },
  ));

test.each(["dataSets", "jobs"])(
  "after a kill between the work of POST …/%s and its answer the next up resumes",
  (collection) =>
    inProject(async (project) => {
      project.pair();
      const command = project.start("up", "--yes", "--skip-preview");
      project.gateway.beforeAnswer = ({ method, path }) => {
        if (method === "POST" && path.endsWith(`/${collection}`)) command.kill();
      };
      await command.ended;
      project.gateway.beforeAnswer = () => undefined;
      expect(project.resources()).toHaveLength(collection === "jobs" ? 1 : 0);

      await project.succeed("cancel", "--yes");
      const again = await project.succeed("up", "--yes", "--skip-preview");
      expect(again.output).toMatch(/Resuming (with dataset|job) .*by a run that was interrupted/);
      expect(again.output).toMatch(/status +: "SUCCEEDED"/);
      await expectOnePair(project);
      await project.succeed("destroy", "--yes", "--skip-preview");
    }),
);

test.each(["dataSets", "jobs"])(
  "after a kill of the CLI alone its plugin does not repeat POST …/%s",
  (collection) =>
    inProject(
      async (project) => {
        project.pair();
        const command = project.start("up", "--yes", "--skip-preview");
        await command.says(/429; trying again/);
        const throttled = Date.now();
        command.kill("cli");
        await command.ended;

        await project.succeed("cancel", "--yes");
        await project.succeed("up", "--yes", "--skip-preview");
        // By then the plugin of the killed run would have asked again.
        await sleep(Math.max(0, throttled + 10_000 - Date.now()));
        await expectOnePair(project);
        await project.succeed("destroy", "--yes", "--skip-preview");
      },
      {
        faults: {
          calls: [{ fault: "throttle", retryAfter: 8, times: 1, method: "POST", path: `/${collection}` }],
        },
      },
    ),
);
