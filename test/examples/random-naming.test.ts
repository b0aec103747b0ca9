import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { destroy, inExample, upTwice } from "./example";
import { expectRows, exportedRows, sampleProfiles } from "./records";

jest.setTimeout(180_000);

const plugins = path.join(process.env["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi"), "plugins");
const isKept =
  existsSync(plugins) && readdirSync(plugins).some((name) => name.startsWith("resource-random-"));
const isOnPath = (process.env["PATH"] ?? "")
  .split(path.delimiter)
  .some((dir) => existsSync(path.join(dir, "pulumi-resource-random")));
const isThere = isKept || isOnPath;
if (!isThere) {
  process.stderr.write(
    `examples/random-naming is not run: pulumi-resource-random is neither on PATH nor in ${plugins}.\n`,
  );
}

(isThere ? test : test.skip)(
  "random-naming names its dataset by @pulumi/random and runs again by triggers",
  () =>
    inExample("random-naming", async (project) => {
      if (isKept) {
        const home = path.join(project.dir, "pulumi-home");
        mkdirSync(home, { recursive: true });
        symlinkSync(plugins, path.join(home, "plugins"));
      }
      const missing = await project.fail("preview");
      expect(missing.output).toContain("missing configuration value 'week'");

      await project.succeed("config", "set", "week", "2026-W05");
      type Outputs = { datasetName: string; batchIds: string[]; profileCount: number };
      const first = await upTwice<Outputs>(project);
      expect(first.datasetName).toMatch(/^weekly-[0-9a-f]{8}$/);
      const profiles = await sampleProfiles();
      const rows = await exportedRows(project.aep, { batchIds: first.batchIds, dir: project.dir });
      expectRows(rows, profiles, ({ person, personalEmail }) => ({
        person: { name: person?.name },
        personalEmail,
      }));

      await project.succeed("config", "set", "week", "2026-W06");
      const second = await upTwice<Outputs>(project);
      expect(second).toEqual({ ...first, batchIds: [expect.any(String)] });
      expect(second.batchIds).not.toEqual(first.batchIds);
      expect(await project.jobs()).toHaveLength(2);
      await destroy(project);
    }),
);
