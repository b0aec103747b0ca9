import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sampleSegments } from "../../emulator/profiles/index";
import type { ExportJob } from "../../provider/aep";
import { profileUnionSchema } from "../../provider/targetDataset/inputs";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import { examplesDir } from "./example";
import { layOut, runStep, stackScripts, type Step } from "./pipeline";

jest.setTimeout(240_000);

/** The target datasets and the jobs in the sandbox of dev and of the reviews. */
async function inDev(project: Project) {
  const client = project.aep.inSandbox("dev");
  const datasets = [];
  for await (const found of client.datasets.list())
    if (found.schemaRef?.id === profileUnionSchema.id) datasets.push(found);
  const jobs: ExportJob[] = [];
  for await (const job of client.exportJobs.list()) jobs.push(job);
  return { client, datasets, jobs };
}

/** Runs steps in a folder. No step may print a secret. */
function steps(project: Project, cwd = project.folder) {
  const run = async (line: string): Promise<Step> => {
    const step = await runStep(line, { cwd, env: project.shellEnv });
    expect(step.output).not.toContain(project.shellEnv["AEP_CLIENT_SECRET"]);
    return step;
  };
  const pass = async (line: string): Promise<string> => {
    const { code, output } = await run(line);
    if (code !== 0) throw new Error(`${line} ended with ${code}:\n${output}`);
    return output;
  };
  return { run, pass };
}

test("dev: up after a merge, finds and repairs drift, and exports again by schedule only", () =>
  inProject(
    async (project) => {
      layOut(project.folder);
      await project.succeed("stack", "init", "dev");
      const { run, pass } = steps(project);

      await pass("ci/up.sh dev");
      const { datasets, jobs, client } = await inDev(project);
      const [dataset] = datasets;
      expect(dataset?.name).toBe("Members (dev)");
      expect(jobs).toMatchObject([{ status: "SUCCEEDED" }]);

      // By cron, in a separate checkout, where npm does nothing.
      const { checkout, env } = cronMachine(project);
      const quiet = await runStep("ci/run.sh drift dev", { cwd: checkout, env });
      expect(quiet).toMatchObject({ code: 0 });

      await client.datasets.update(dataset!.id, [{ op: "replace", path: "/name", value: "By hand" }]);
      const drift = await run("ci/drift.sh dev");
      expect(drift.code).toBe(1);
      expect(drift.output).toMatch(/~ name +: "By hand" => "Members \(dev\)"/);
      expect(drift.output).toContain("ci/drift.sh: dev differs from the program");
      expect(await client.datasets.get(dataset!.id)).toMatchObject({ name: "By hand" });

      await pass("ci/up.sh dev");
      expect((await inDev(project)).datasets).toMatchObject([{ name: "Members (dev)" }]);
      expect((await inDev(project)).jobs).toHaveLength(1);

      await pass("ci/rerun.sh dev 2026-02-04");
      expect((await inDev(project)).jobs).toHaveLength(2);
      // As in a fresh checkout, without the file that the last run changed.
      layOut(project.folder);
      await pass("ci/up.sh dev");
      expect((await inDev(project)).jobs).toHaveLength(2);

      await project.succeed("destroy", "--yes", "--skip-preview", "--stack", "dev");
      expect((await inDev(project)).datasets).toEqual([]);
    },
    { sandboxes: ["dev"] },
  ));

test("a pull request: a preview for the comment, a review environment, and nothing left after its destroy", () =>
  inProject(
    async (project) => {
      layOut(project.folder);
      const { run, pass } = steps(project);
      await pass("ci/up.sh review-7");
      expect((await inDev(project)).datasets).toMatchObject([{ name: "Members (review-7)" }]);

      const program = readFileSync(path.join(project.folder, "index.ts"), "utf8");
      const changed = program
        .replace('"loyalty.tier"', '"personalEmail.address"')
        .replace("  timeouts:", '  retention: "P30D",\n  timeouts:');
      const { name, id, expression } = sampleSegments[0]!;
      const segment = JSON.stringify({ name, adopt: id, expression: expression?.value });
      project.write("index.ts", `${changed}\nnew aep.SegmentDefinition("gold", ${segment});\n`);
      await project.evaluate("dev");
      await pass("ci/preview.sh review-7");
      const comment = readFileSync(path.join(project.folder, "preview.md"), "utf8");
      expect(comment).toMatch(/^<!-- pulumi preview of review-7 -->\n### Preview of `review-7` passed\n/);
      expect(comment).toContain("personalEmail.address");
      expect(comment).toMatch(/aep:ExportJob: \(replace\)/);
      expect(comment).toMatch(
        /exports person\.name, personalEmail\.address of about [\d,]+ .*profiles in segment/,
      );
      expect(comment).toMatch(/estimatedProfiles: \d+/);
      expect(comment).toMatch(/^ +expression *: "loyalty\.tier = \\"gold\\""$/m);
      expect(comment).toContain('takes over segment "Gold members"');
      expect(comment).toMatch(/^ +retention *: "P30D"$/m);
      expect(comment).toMatch(/has AEP delete .* with its data on \S+ \(P30D from now\)/);
      // The drift check reports what a refresh finds; a reviewer does not see it.
      expect(comment).not.toContain("(refresh)");

      project.write("index.ts", `${program}\nconfig.require("nobody-has-set-this");`);
      expect(await run("ci/preview.sh review-7")).toMatchObject({ code: 1 });
      expect(readFileSync(path.join(project.folder, "preview.md"), "utf8")).toMatch(
        /`review-7` failed[^]*Missing required configuration variable/,
      );
      expect((await inDev(project)).jobs).toHaveLength(1);

      await pass("ci/destroy.sh review-7");
      expect((await inDev(project)).datasets).toEqual([]);
      await pass("ci/destroy.sh review-8");
      expect(await pass("pulumi stack ls --json")).not.toContain("review");
    },
    { sandboxes: ["dev"] },
  ));

describe("a missing setting is reported in one line, before any call", () => {
  let folder = "";
  const settings = {
    PATH: process.env["PATH"],
    AEP_CLIENT_ID: "local-client",
    AEP_CLIENT_SECRET: "local-secret",
    AEP_ORG_ID: "LOCAL@AdobeOrg",
    PULUMI_ACCESS_TOKEN: "pul-0123",
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-aep-ci-"));
    layOut(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Home is empty there, so that no login of the user's own counts. */
  const step = (line: string, env: NodeJS.ProcessEnv) =>
    runStep(line, { cwd: folder, env: { ...settings, HOME: folder, ...env } });

  test.each(stackScripts)("%s, without its secrets", async (name) => {
    const env = { AEP_CLIENT_SECRET: "", PULUMI_ACCESS_TOKEN: undefined };
    const { code, output } = await step(`ci/${name}.sh review-7`, env);

    expect(code).toBe(2);
    expect(output).toMatch(
      /^ci\/\w+\.sh: missing: AEP_CLIENT_SECRET PULUMI_ACCESS_TOKEN\. Put each into the secret store .+\n$/,
    );
  });

  test.each(stackScripts)("%s, without a stack", async (name) => {
    const { code, output } = await step(`ci/${name}.sh`, {});

    expect(code).toBe(2);
    expect(output).toMatch(/^ci\/\w+\.sh: which stack\? .+\n$/);
  });

  test.each(["preview", "up", "rerun"])("%s, with a misspelt rule", async (name) => {
    writeFileSync(path.join(folder, "policies.json"), '{ "personel-data": "advisory" }');
    const { code, output } = await step(`ci/${name}.sh prod`, {
      POLICY_PACK: path.join(examplesDir, "..", "policy"),
      POLICY_CONFIG: "policies.json",
    });

    expect(code).not.toBe(0);
    expect(output).toMatch(
      /^Checking the configuration of the policy pack in policies\.json: there is no rule "personel-data"\. .+\n$/,
    );
  });

  test("destroy, of a stack that is no review environment", async () => {
    const { code, output } = await step("ci/destroy.sh prod", {});

    expect(code).toBe(2);
    expect(output).toMatch(/^ci\/destroy\.sh: prod is no review environment\. .+\n$/);
  });

  test("run, without its credentials", async () => {
    const { code, output } = await step("ci/run.sh rerun prod", { CREDENTIALS: "/nowhere/aep.env" });

    expect(code).toBe(2);
    expect(output).toMatch(/^ci\/run\.sh: missing: \/nowhere\/aep\.env\. .+\n$/);
  });
});

/** A checkout of the project for cron, with the credentials in a file only. */
function cronMachine(project: Project): { checkout: string; env: NodeJS.ProcessEnv } {
  const checkout = path.join(project.dir, "checkout");
  const bin = path.join(project.dir, "bin");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: project.folder,
      stdio: "ignore",
    });
  git("init");
  git("add", ".");
  git("commit", "-m", "Exports");
  git("clone", project.folder, checkout);
  mkdirSync(bin);
  writeFileSync(path.join(bin, "npm"), "#!/bin/sh\n");
  chmodSync(path.join(bin, "npm"), 0o755);

  const { AEP_CLIENT_ID, AEP_CLIENT_SECRET, AEP_ORG_ID, ...env } = project.shellEnv;
  const credentials = path.join(project.dir, "aep.env");
  const lines = Object.entries({ AEP_CLIENT_ID, AEP_CLIENT_SECRET, AEP_ORG_ID });
  writeFileSync(credentials, lines.map(([name, value]) => `${name}=${value}\n`).join(""));
  return { checkout, env: { ...env, CREDENTIALS: credentials, PATH: `${bin}:${env["PATH"]}` } };
}
