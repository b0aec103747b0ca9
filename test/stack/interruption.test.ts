import { setTimeout as sleep } from "node:timers/promises";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import { inYamlProject, writeYaml, yamlPair } from "../worlds/yamlProject";

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

/** Of the two calls that make something, one is cut short in a Node program and one in a YAML program. */
const calls = [
  {
    collection: "dataSets",
    language: "YAML",
    run: inYamlProject,
    pair: (at: Project) => writeYaml(at, yamlPair()),
  },
  { collection: "jobs", language: "Node", run: inProject, pair: (at: Project) => at.pair() },
];

test.each(calls)(
  "$language: after a kill between the work of POST …/$collection and its answer the next up resumes",
  ({ collection, run, pair }) =>
    run(async (project) => {
      pair(project);
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

const retryAfter = 4;

test.each(calls)(
  "$language: after a kill of the CLI alone its plugin does not repeat POST …/$collection",
  ({ collection, run, pair }) =>
    run(
      async (project) => {
        pair(project);
        const command = project.start("up", "--yes", "--skip-preview");
        await command.says(/429; trying again/);
        command.kill("cli");
        await command.ended;

        // By then the plugin of the killed run would have asked again.
        await sleep((retryAfter + 2) * 1000);
        const posts = project.gateway.writes.filter(({ path }) => path.endsWith(`/${collection}`));
        expect(posts).toHaveLength(1);
        await project.succeed("cancel", "--yes");
        await project.succeed("up", "--yes", "--skip-preview");
        await expectOnePair(project);
        await project.succeed("destroy", "--yes", "--skip-preview");
      },
      {
        faults: {
          calls: [{ fault: "throttle", retryAfter, times: 1, method: "POST", path: `/${collection}` }],
        },
      },
    ),
);
