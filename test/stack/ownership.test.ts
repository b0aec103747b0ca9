import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { profileUnionSchema } from "../../provider/targetDataset/inputs";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import { inYamlProject, writeYaml, yamlPair, type YamlResource } from "../worlds/yamlProject";

/** Whose an object of AEP is, where names do not tell it. */

jest.setTimeout(240_000);

const up = (project: Project) => project.succeed("up", "--yes", "--skip-preview");
const destroy = (project: Project) => project.succeed("destroy", "--yes", "--skip-preview");

/** What the tags of the provider say. */
async function tagsOf(project: Project, dataset: string): Promise<string> {
  const { tags = {} } = (await project.aep.datasets.get(dataset)) ?? {};
  return JSON.stringify(Object.entries(tags).filter(([namespace]) => namespace.startsWith("pulumi-aep/")));
}

/** From now on the commands are those of another stack of the project. */
function select(project: Project, stack: string): void {
  project.env = { ...project.env, PULUMI_STACK: stack };
}

/** A job that runs for as long as the test. */
const running = (dataset: string): YamlResource => ({
  type: "aep:ExportJob",
  properties: { dataset, fields: ["person.name"], waitForCompletion: false },
});

const ownDataset = { type: "aep:TargetDataset", properties: { name: "Profiles", forceDestroy: true } };

/** Each door keeps the id of a stack in its own way. A program of a dataset, a job to it, and a job to a dataset of somebody else. */
const doors = {
  Node: {
    inProject,
    declare: (project: Project, foreign: string) =>
      project.program(`
const dataset = new aep.TargetDataset("dataset", { name: "Profiles", forceDestroy: true });
new aep.ExportJob("own", { dataset, fields: ["person.name"], waitForCompletion: false });
new aep.ExportJob("guest", { dataset: "${foreign}", fields: ["person.name"], waitForCompletion: false });
`),
  },
  YAML: {
    inProject: inYamlProject,
    declare: (project: Project, foreign: string) =>
      writeYaml(project, {
        resources: { dataset: ownDataset, own: running("${dataset.id}"), guest: running(foreign) },
      }),
  },
};

test.each(Object.entries(doors))(
  "%s: a renamed stack keeps its jobs, in its own dataset and in one of somebody else; a new stack of the old name gets its own",
  (_, door) =>
    door.inProject(
      async (project) => {
        const foreign = await project.aep.datasets.create({ name: "Foreign", schemaRef: profileUnionSchema });
        door.declare(project, foreign);
        await up(project);
        const ids = () => project.resources().map(({ id }) => id);
        const before = ids();
        const own = project.resource("TargetDataset").id;
        const jobs = before.filter((id) => id !== own);

        await project.succeed("stack", "rename", "renamed");
        await project.succeed("stack", "init", "local");
        const anew = await up(project);
        expect(anew.output).not.toContain("Resuming");
        expect(ids().filter((id) => before.includes(id))).toEqual([]);
        await destroy(project);
        for (const job of jobs)
          expect(await project.aep.exportJobs.get(job)).toMatchObject({ state: "pending" });
        for (const dataset of [own, foreign])
          expect(await tagsOf(project, dataset)).toContain("urn:pulumi:local::");

        // The tags follow their owner.
        select(project, "renamed");
        const renamed = await up(project);
        expect(renamed.changes).toMatchObject({ updated: 3 });
        expect(await project.jobs()).toHaveLength(4);
        for (const dataset of [own, foreign]) {
          expect(await tagsOf(project, dataset)).toContain("urn:pulumi:renamed::");
          expect(await tagsOf(project, dataset)).not.toContain("urn:pulumi:local::");
        }
        await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");

        await destroy(project);
        for (const job of jobs)
          expect(await project.aep.exportJobs.get(job)).toMatchObject({ status: "CANCELLED" });
        expect(await tagsOf(project, foreign)).toBe("[]");
        await project.aep.datasets.delete(foreign);
      },
      { jobSeconds: 120, concurrency: 4 },
    ),
);

test("destroy does not cancel a job of another stack: it keeps the dataset and names the job", () =>
  inYamlProject(
    async (project) => {
      writeYaml(project, { resources: { shared: ownDataset } });
      await up(project);
      const dataset = project.resource("TargetDataset").id;
      await project.succeed("stack", "init", "guest");
      select(project, "guest");
      writeYaml(project, { resources: { theirs: running(dataset) } });
      await up(project);

      select(project, "local");
      const refused = await project.fail("destroy", "--yes", "--skip-preview");
      expect(refused.output).toMatch(
        /Deleting target dataset "shared" \(\w+\): job 1 \(\w+\) is still writing to it and belongs to export job "theirs" of stack test\/guest .*`pulumi destroy` in that stack/,
      );
      expect(await project.jobs()).toMatchObject([{ state: "pending" }]);

      select(project, "guest");
      await destroy(project);
      select(project, "local");
      await destroy(project);
    },
    { jobSeconds: 120 },
  ));

test("calls are repeated while AEP does not know a new dataset yet, and a refresh keeps it", () =>
  inYamlProject(
    async (project) => {
      const { gateway } = project;
      const problem = (status: number) => ({
        status,
        body: { status, title: "Not found", detail: "no dataset" },
      });
      let knownAt = Infinity;
      gateway.afterAnswer = ({ method, path }) => {
        if (method === "POST" && path.endsWith("/dataSets")) knownAt = Date.now() + 2_000;
      };
      gateway.inPlace = ({ method, path }) => {
        if (Date.now() > knownAt || knownAt === Infinity) return undefined;
        if (/\/dataSets\/[0-9a-f]{24}$/.test(path)) return problem(404);
        return method === "POST" && path.endsWith("/jobs") ? problem(400) : undefined;
      };
      writeYaml(project, yamlPair({ job: { waitForCompletion: false } }));
      const first = await up(project);
      expect(first.output).toMatch(
        /AEP does not know dataset \w+ yet, which this run has made; trying again/,
      );
      const dataset = project.resource("TargetDataset").id;
      expect(await project.jobs()).toHaveLength(1);

      knownAt = Date.now() + 600_000;
      const refreshed = await project.succeed("refresh", "--yes", "--skip-preview");
      expect(refreshed.output).toContain("but lists it; it is kept");
      expect(project.resource("TargetDataset").id).toBe(dataset);
      knownAt = 0;
      await destroy(project);
    },
    { jobSeconds: 120 },
  ));

test("an up with a state of version 0.1.0 replaces nothing and rewrites the tags", () =>
  inProject(
    async (project) => {
      project.program(`
new aep.ProfileExport("daily", { dataset: { name: "Daily", forceDestroy: true }, fields: ["person.name"], waitForCompletion: false });
`);
      await up(project);
      const [dataset, job] = [project.resource("TargetDataset").id, project.resource("ExportJob").id];
      await asVersion010(project, dataset);

      const preview = await project.succeed("preview");
      expect(preview.changes).toMatchObject({ create: 1, update: 2 });
      const upgraded = await up(project);
      expect(upgraded.changes).toMatchObject({ created: 1, updated: 2 });
      expect([project.resource("TargetDataset").id, project.resource("ExportJob").id]).toEqual([
        dataset,
        job,
      ]);
      expect(await project.jobs()).toHaveLength(1);
      const tags = await tagsOf(project, dataset);
      expect(tags).not.toContain("pulumi-nodejs");
      expect(tags.match(/pulumi-aep\/job\//g)).toHaveLength(1);
      await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
      await destroy(project);
      expect(await project.aep.exportJobs.get(job)).toMatchObject({ status: "CANCELLED" });
    },
    { jobSeconds: 120 },
  ));

/** A resource as `pulumi stack export` writes it. */
interface ExportedResource {
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  propertyDependencies?: Record<string, unknown>;
  dependencies?: string[];
}

/** Makes of the state and of the tags what version 0.1.0 left. */
async function asVersion010(project: Project, dataset: string): Promise<void> {
  const file = path.join(project.dir, "exported.json");
  await project.succeed("stack", "export", "--file", file);
  const { deployment, ...rest } = JSON.parse(
    readFileSync(file, "utf8").replaceAll("aep:index:ProfileExport", "pulumi-aep:index:ProfileExport"),
  ) as { deployment: { resources: ExportedResource[] } };
  const withoutIdentity = deployment.resources.filter(({ type }) => !type.endsWith("StackIdentity"));
  for (const resource of withoutIdentity) {
    delete resource.inputs?.["stackId"];
    delete resource.outputs?.["stackId"];
    delete resource.outputs?.["mark"];
    delete resource.propertyDependencies?.["stackId"];
    resource.dependencies = resource.dependencies?.filter((urn) => !urn.includes("StackIdentity"));
  }
  writeFileSync(file, JSON.stringify({ ...rest, deployment: { ...deployment, resources: withoutIdentity } }));
  await project.succeed("stack", "import", "--file", file);

  const { tags = {} } = (await project.aep.datasets.get(dataset))!;
  const urn = project.resource("TargetDataset").urn;
  await project.aep.datasets.update(dataset, [
    ...Object.keys(tags)
      .filter((namespace) => namespace.startsWith("pulumi-aep/job/"))
      .map((namespace) => ({ op: "remove" as const, path: `/tags/${namespace.replaceAll("/", "~1")}` })),
    { op: "add", path: "/tags/pulumi-aep~1stack", value: ["test/local"] },
    { op: "add", path: "/tags/pulumi-aep~1urn", value: [urn] },
  ]);
}
