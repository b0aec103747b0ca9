import { readFileSync } from "node:fs";
import path from "node:path";
import { localClient } from "../../../emulator/server";
import { inYamlProject, writeYaml, yamlPair, type YamlProgram } from "../../worlds/yamlProject";

jest.setTimeout(240_000);

const provider = (properties: object = {}) => ({ type: "pulumi:providers:aep", properties });

test("two providers of one program run jobs of the same request in one dataset, and each gets its own", () =>
  inYamlProject(async (project) => {
    const job = (name: string) => ({
      type: "aep:ExportJob",
      properties: { dataset: "${dataset.id}", fields: ["person.name"] },
      options: { provider: "${" + name + "}" },
    });
    const program: YamlProgram = {
      resources: {
        one: provider(),
        // In clear: the plugin seals it all the same.
        two: provider({ clientId: localClient.clientId, clientSecret: localClient.clientSecret }),
        dataset: {
          type: "aep:TargetDataset",
          properties: { name: "Shared", forceDestroy: true },
          options: { provider: "${one}" },
        },
        first: job("one"),
        second: job("two"),
      },
    };
    // The program itself holds the secret, so it is written from an environment's file of no interest here.
    writeYaml(project, program);
    await project.succeed("up", "--yes", "--skip-preview");
    const jobs = project.resources().filter(({ type }) => type.endsWith("ExportJob"));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(2);
    expect(await project.jobs()).toHaveLength(2);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    const state = readFileSync(path.join(project.dir, "backend/.pulumi/stacks/test/local.json"), "utf8");
    expect(state).not.toContain(localClient.clientSecret);
    await project.succeed("destroy", "--yes", "--skip-preview");
    writeYaml(project, {});
  }));

test("a provider of another organization does not touch resources of this one, and a corrected one goes on", () =>
  inYamlProject(async (project) => {
    const program = (orgId?: string): YamlProgram => {
      const { resources = {}, outputs } = yamlPair();
      const options = { provider: "${aep}" };
      const withProvider = Object.entries(resources).map(
        ([name, one]) => [name, { ...one, options }] as const,
      );
      return { resources: { aep: provider({ orgId }), ...Object.fromEntries(withProvider) }, outputs };
    };
    writeYaml(project, program(localClient.orgId));
    await project.succeed("up", "--yes", "--skip-preview");
    const before = project.resources().map(({ id }) => id);

    writeYaml(project, program("OTHER@AdobeOrg"));
    const refused = await project.fail("up", "--yes", "--skip-preview");
    expect(refused.output).toContain(
      `it lives in organization ${localClient.orgId}, but OTHER@AdobeOrg is configured.`,
    );
    writeYaml(project, program(localClient.orgId));
    await project.succeed("up", "--yes", "--skip-preview");
    expect(project.resources().map(({ id }) => id)).toEqual(before);
    expect(await project.jobs()).toHaveLength(1);
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("functions look objects up, and awaitExport waits for jobs that were only started", () =>
  inYamlProject(
    async (project) => {
      const { resources } = yamlPair({ job: { waitForCompletion: false } });
      const call = (name: string, args: object) => ({
        "fn::invoke": { function: `aep:${name}`, arguments: args },
      });
      writeYaml(project, {
        resources,
        variables: {
          ended: call("awaitExport", { id: "${job.id}", dataset: "${dataset.id}" }),
          found: call("getDataset", { id: "${dataset.id}" }),
          listed: call("getDatasets", { name: "Profiles" }),
        },
        outputs: { status: "${ended.status}", count: "${ended.profileCount}", name: "${found.name}" },
      });
      await project.succeed("up", "--yes", "--skip-preview");
      expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED", name: "Profiles" });
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { jobSeconds: 2 },
  ));
