import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { exportRequest } from "../../../provider/exportJob/declaration/request";
import { parquetFiles, profileUnionSchema } from "../../../provider/targetDataset/inputs";
import type { Project } from "../../worlds/project";
import { installPackage } from "../../../tools/quickstart/program";
import { run as aepExport } from "../../cli/aepExport";
import { inYamlProject, writeYaml, yamlPair } from "../../worlds/yamlProject";

jest.setTimeout(240_000);

/** A dataset that somebody made by hand, with a tag of theirs and one of AEP. */
const datasetByHand = (project: Project): Promise<string> =>
  project.aep.datasets.create({
    name: "Nightly",
    schemaRef: profileUnionSchema,
    fileDescription: parquetFiles,
    tags: { team: ["crm"], "adobe/pqs/table": ["nightly"] },
  });

async function jobByHand(project: Project, dataset: string): Promise<string> {
  const fields = "person.name,personalEmail.address";
  const { id } = await project.aep.exportJobs.create(exportRequest({ dataset, fields }));
  await project.ended(id);
  return id;
}

test("imported as code, a dataset and a job are unchanged by the next up, and destroy deletes them", () =>
  inYamlProject(async (project) => {
    writeYaml(project, {});
    const dataset = await datasetByHand(project);
    const job = await jobByHand(project, dataset);
    const code = [];
    for (const [type, name, id] of [
      ["aep:index:TargetDataset", "nightly", dataset],
      ["aep:index:ExportJob", "export", job],
    ] as const) {
      const { output } = await project.succeed("import", type, name, id, "--yes", "--protect=false");
      code.push(output);
    }
    expect(code[0]).toContain("crm");
    expect(code[0]).not.toContain("adobe/pqs");
    expect(code[1]).toContain("- personalEmail.address");
    expect(code[1]).not.toContain("mergePolicy");

    writeYaml(project, {
      resources: {
        nightly: { type: "aep:TargetDataset", properties: { name: "Nightly", tags: { team: ["crm"] } } },
        export: {
          type: "aep:ExportJob",
          properties: { dataset, fields: ["person.name", "personalEmail.address"] },
        },
      },
    });
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(project.gateway.writes).toEqual([]);
    expect(await project.jobs()).toHaveLength(1);

    const refused = await project.fail("destroy", "--yes", "--skip-preview");
    expect(refused.output).toContain("it holds a batch of data, which would be deleted with it");
    expect(await project.jobs()).toHaveLength(1);
    const { tags } = (await project.aep.datasets.get(dataset)) ?? {};
    expect(Object.keys(tags ?? {})).toContain("adobe/pqs/table");
    writeYaml(project, {
      resources: {
        nightly: {
          type: "aep:TargetDataset",
          properties: { name: "Nightly", tags: { team: ["crm"] }, forceDestroy: true },
        },
      },
    });
    await project.succeed("up", "--yes", "--skip-preview");
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("the import option takes objects over as they are", () =>
  inYamlProject(async (project) => {
    const dataset = await datasetByHand(project);
    const job = await jobByHand(project, dataset);
    const program = (imports: boolean) => ({
      resources: {
        nightly: {
          type: "aep:TargetDataset",
          properties: { name: "Nightly", tags: { team: ["crm"] } },
          options: imports ? { import: dataset } : {},
        },
        export: {
          type: "aep:ExportJob",
          properties: { dataset, fields: ["person.name", "personalEmail.address"] },
          options: imports ? { import: job } : {},
        },
      },
    });
    writeYaml(project, program(true));
    expect((await project.succeed("up", "--yes", "--skip-preview")).changes).toMatchObject({ imported: 2 });
    writeYaml(project, program(false));
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(project.gateway.writes).toEqual([]);
    expect(await project.jobs()).toHaveLength(1);
    const resources = { nightly: { ...program(false).resources.nightly } };
    writeYaml(project, {
      resources: {
        nightly: {
          ...resources.nightly,
          properties: { ...resources.nightly.properties, forceDestroy: true },
        },
      },
    });
    await project.succeed("up", "--yes", "--skip-preview");
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("what does not exist, what another stack owns and what has failed is not imported", () =>
  inYamlProject(async (project) => {
    writeYaml(project, yamlPair());
    await project.succeed("up", "--yes", "--skip-preview");
    const [dataset, job] = [project.resource("TargetDataset").id, project.resource("ExportJob").id];
    await project.succeed("stack", "init", "guest");
    project.env = { ...project.env, PULUMI_STACK: "guest" };
    const importing = (type: string, id: string) =>
      project.fail("import", `aep:index:${type}`, "foreign", id, "--yes", "--stack", "guest");
    expect((await importing("TargetDataset", dataset)).output).toContain(
      "it is owned by urn:pulumi:local::test::aep:index:TargetDataset::dataset",
    );
    expect((await importing("ExportJob", job)).output).toContain("it belongs to urn:pulumi:local::test::");
    expect((await importing("TargetDataset", "5b020a27e7040801dedba61b")).output).toMatch(/does not exist/);
    expect((await importing("ExportJob", "4711")).output).toMatch(/does not exist/);
    project.env = { ...project.env, PULUMI_STACK: "local" };
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("a resource reads an object without owning it", () =>
  inYamlProject(async (project) => {
    const dataset = await datasetByHand(project);
    writeYaml(project, {
      resources: { shared: { type: "aep:TargetDataset", get: { id: dataset } } },
      outputs: { name: "${shared.name}" },
    });
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ name: "Nightly" });
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await project.aep.datasets.get(dataset)).toBeDefined();
    await project.aep.datasets.delete(dataset);
    expect(readFileSync(path.join(project.folder, "Pulumi.yaml"), "utf8")).toContain("get:");
  }));

test("the program that aep-export import writes takes over what was made by hand, and changes nothing", () =>
  inYamlProject(async (project) => {
    const dataset = await datasetByHand(project);
    const job = await jobByHand(project, dataset);
    rmSync(path.join(project.folder, "Pulumi.yaml"));
    const { folder, shellEnv: env } = project;
    const imported = await aepExport(["import", "--language", "yaml", "--out", folder], { env });
    expect(imported).toMatchObject({ code: 0 });
    await installPackage(folder);
    // The test project expects the state of a project of this name.
    const program = readFileSync(path.join(folder, "Pulumi.yaml"), "utf8");
    project.write("Pulumi.yaml", program.replace(/^name: .*$/m, "name: test"));

    const up = await project.succeed("up", "--yes");
    expect(up.output).toContain(`takes over dataset "Nightly" (${dataset})`);
    expect(up.output).toContain(`takes over job ${job} (SUCCEEDED); nothing is exported anew`);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect((await project.jobs()).map(({ id }) => id)).toEqual([job]);
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await project.aep.datasets.get(dataset)).toMatchObject({ tags: { team: ["crm"] } });
    await project.aep.datasets.delete(dataset);
  }));
