import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import { inYamlProject, writeYaml, yamlPair } from "../worlds/yamlProject";

jest.setTimeout(240_000);

interface Case {
  env?: NodeJS.ProcessEnv;
  /** The dataset of a job that has none of the program. */
  dataset?: (project: Project) => Promise<string>;
  /** The line of the error. */
  line: RegExp;
}

const unknownDataset: Case = {
  dataset: () => Promise.resolve("000000000000000000000000"),
  line: /Creating export job "job" for dataset .*: sandbox prod has no such dataset\. Check the id/,
};

const cases: Record<string, Case> = {
  "no configuration": {
    env: { AEP_CLIENT_ID: undefined, AEP_CLIENT_SECRET: undefined, AEP_ORG_ID: undefined },
    line: /aep:clientId \(AEP_CLIENT_ID\) and aep:clientSecret \(AEP_CLIENT_SECRET\), or aep:accessToken \(AEP_ACCESS_TOKEN\)/,
  },
  "wrong secret": {
    env: { AEP_CLIENT_SECRET: "a-secret-of-old" },
    line: /Check aep:clientId .*aep:clientSecret/,
  },
  "wrong token": {
    env: { AEP_ACCESS_TOKEN: "a-token-of-old", AEP_API_KEY: "local-client" },
    line: /Oauth token is not valid \(401, 401013, request .*set a fresh one as aep:accessToken/,
  },
  "wrong organization": {
    env: { AEP_ORG_ID: "OTHER@AdobeOrg" },
    line: /403025.*Check aep:orgId \(AEP_ORG_ID\)/,
  },
  "wrong sandbox": {
    env: { AEP_SANDBOX_NAME: "nowhere" },
    line: /Sandbox "nowhere" does not exist.*aep:sandboxName \(AEP_SANDBOX_NAME\)/,
  },
  "unknown dataset": unknownDataset,
  "a dataset without the union schema": {
    dataset: async ({ aep }) => {
      for await (const { id, schemaRef } of aep.datasets.list())
        if (!schemaRef?.id.endsWith("__union")) return id;
      throw new Error("The emulator's sample has no such dataset");
    },
    line: /Creating export job "job" for dataset .*: .*is not a union schema\. Export to a dataset/,
  },
  "nobody answers": {
    env: { AEP_BASE_URL: "http://127.0.0.1:1", AEP_IMS_URL: "http://127.0.0.1:1" },
    line: /no connection to http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)\. Check aep:imsUrl/,
  },
};

/** Runs the program, which is refused in one line and leaves nothing. */
async function expectRefusal(project: Project, line: RegExp): Promise<void> {
  const { output } = await project.fail("up", "--yes", "--skip-preview");
  // The engine prints an error when it occurs, and again in the diagnostics.
  const [, diagnostics = ""] = output.split("Diagnostics:");
  const said = diagnostics.split("\n").filter((text) => line.test(text));
  expect({ said: said.length, output }).toEqual({ said: 1, output });
  expect(output).not.toMatch(/^ +at .*:\d+/m);
  expect(output).not.toMatch(/a-(secret|token)-of-old/);
  expect(await project.left()).toEqual({ datasets: [], jobs: [], batches: [], resources: [] });
  expect(await project.jobs()).toEqual([]);
}

test(`${Object.keys(cases).join(", ")}: one line with its remedy, and nothing is left`, () =>
  inYamlProject(async (project) => {
    const { env: usual } = project;
    for (const { env, dataset, line } of Object.values(cases)) {
      project.env = { ...usual, ...env };
      const { job } = yamlPair({ job: dataset && { dataset: await dataset(project) } }).resources ?? {};
      writeYaml(project, dataset && job ? { resources: { job } } : yamlPair());
      await expectRefusal(project, line);
    }
  }));

test("a Node program is refused in one line too: what the program needs, and what the provider does", () =>
  inProject(async (project) => {
    project.program(`new aep.ExportJob("job", { dataset: "${await unknownDataset.dataset?.(project)}" });`);
    await expectRefusal(project, unknownDataset.line);
    const { env = {}, line } = cases["no configuration"]!;
    project.env = env;
    project.pair();
    await expectRefusal(project, line);
  }));
