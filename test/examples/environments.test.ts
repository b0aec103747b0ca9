import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import { examplesDir } from "./example";
import { expectRows, exportedRows, isIn, sampleProfiles, segmentId } from "./records";

jest.setTimeout(180_000);

const example = path.join(examplesDir, "environments");

interface Outputs {
  sandboxName: string;
  datasetId: string;
  batchIds: string[];
  profileCount: number;
}

const outputs = async (project: Project, stack: string): Promise<Outputs> =>
  JSON.parse((await project.succeed("stack", "output", "--json", "--stack", stack)).output) as Outputs;

test("each stack exports from its sandbox as configured, and downstream reads its batches", () =>
  inProject(
    async (project) => {
      cpSync(example, project.folder, { recursive: true });
      for (const stack of ["dev", "prod"]) {
        await project.succeed("stack", "init", stack);
        await project.succeed(
          "up",
          "--yes",
          "--skip-preview",
          "--stack",
          stack,
          "--config",
          "day=2026-02-03",
        );
      }
      const [dev, prod] = [await outputs(project, "dev"), await outputs(project, "prod")];

      expect([dev.sandboxName, prod.sandboxName]).toEqual(["dev", "prod"]);
      expect(await project.aep.datasets.get(prod.datasetId)).toMatchObject({ name: "Members (prod)" });
      const inDev = project.aep.inSandbox("dev");
      expect(await inDev.datasets.get(dev.datasetId)).toMatchObject({ name: "Members (dev)" });

      const [gold, europe] = ["Gold members", "Europe"].map(segmentId) as [string, string];
      const profiles = await sampleProfiles();
      const members = { dev: [gold], prod: [gold, europe] };
      for (const [{ batchIds, profileCount }, client, segments] of [
        [dev, inDev, members.dev],
        [prod, project.aep, members.prod],
      ] as const) {
        const expected = profiles.filter((profile) => segments.some((segment) => isIn(profile, segment)));
        expect(profileCount).toBe(expected.length);
        const rows = await exportedRows(client, { batchIds, dir: project.dir });
        expectRows(rows, expected, ({ person, loyalty }) => ({
          person: { name: person?.name },
          loyalty: { tier: loyalty?.tier },
        }));
      }

      const downstream = (...args: string[]) =>
        project.succeed("-C", "downstream", ...args, "--stack", "dev");
      await project.succeed("-C", "downstream", "stack", "init", "dev");
      await downstream("up", "--yes", "--skip-preview");
      const taken = JSON.parse((await downstream("stack", "output", "--json")).output) as object;
      expect(taken).toEqual({
        batchIds: dev.batchIds,
        files: [
          {
            batchId: dev.batchIds[0],
            fileId: expect.any(String),
            name: expect.stringMatching(/\.parquet$/),
            bytes: expect.any(Number),
          },
        ],
      });

      const refused = await project.fail("destroy", "--yes", "--skip-preview", "--stack", "prod");
      expect(refused.output).toContain("it holds a batch of data");
      await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "dev");
      expect(await inDev.datasets.get(dev.datasetId)).toBeUndefined();
      // The dataset that prod retains is deleted by hand.
      await project.aep.datasets.delete(prod.datasetId);
      await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "prod");
    },
    { sandboxes: ["dev"] },
  ));

test("the configuration of every stack is complete", () => {
  const read = (file: string) => readFileSync(path.join(example, file), "utf8");
  const { config } = parse(read("Pulumi.yaml")) as { config: object };
  const keys = Object.keys(config).filter((key) => key !== "day");
  const stacks = readdirSync(example).filter((file) => /^Pulumi\..+\.yaml$/.test(file));

  expect(stacks.sort()).toEqual(["dev", "prod", "review", "stage"].map((stack) => `Pulumi.${stack}.yaml`));
  for (const stack of stacks) {
    const said = parse(read(stack)) as { config: object };
    expect(Object.keys(said.config).sort()).toEqual(["aep:sandboxName", ...keys].sort());
  }
});
