import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import {
  inYamlProject,
  writeYaml,
  yamlPair,
  type YamlProgram,
  type YamlResource,
} from "../worlds/yamlProject";

/** The life of a dataset's expiration, told by the CLI. */

jest.setTimeout(300_000);

const day = 24 * 60 * 60;
const up = ["up", "--yes", "--skip-preview"] as const;
const ttl = "/data/core/hygiene/ttl";

/** A program of a dataset and its expiration, both called `profiles`. */
const expiring = (project: Project, args: object): void =>
  project.program(`
const dataset = new aep.TargetDataset("profiles", { name: "Profiles", forceDestroy: true });
const expiration = new aep.DatasetExpiration("profiles", { dataset, ...${JSON.stringify(args)} });
export const expiresAt = expiration.expiresAt;
`);

const dataset = (properties: object = {}, options?: object): YamlResource => ({
  type: "aep:TargetDataset",
  properties: { name: "Profiles", ...properties },
  options,
});

const expiration = (properties: object, of = "${dataset.id}"): YamlResource => ({
  type: "aep:DatasetExpiration",
  properties: { dataset: of, ...properties },
});

const expirationOf = (project: Project) =>
  project.aep.expirations.get(project.resource("DatasetExpiration").id);

async function setForward(project: Project, forwardSeconds: number): Promise<void> {
  const response = await fetch(`${project.gateway.url}/emulator/clock`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ forwardSeconds }),
  });
  expect(response.status).toBe(200);
}

test("an expiration is set, changed in place and cancelled, and drift is set back", () =>
  inProject(async (project) => {
    const { gateway } = project;
    expiring(project, { retention: "P30D" });
    const preview = await project.succeed("preview");
    expect(preview.output).toMatch(
      /has AEP delete dataset "Profiles" with its data on \d{4}-.*\(P30D from now\)/,
    );
    expect(gateway.writes).toEqual([]);
    await project.succeed(...up);
    const { expiresAt, id } = {
      ...((await project.outputs()) as { expiresAt: string }),
      id: project.resource("DatasetExpiration").id,
    };
    const ahead = (Date.parse(expiresAt) - Date.now()) / 1000 / day;
    expect(ahead).toBeGreaterThan(29.9);
    expect(ahead).toBeLessThan(30.1);
    expect(await expirationOf(project)).toMatchObject({
      status: "pending",
      expiry: expiresAt,
      displayName: "profiles",
    });
    gateway.count();

    await project.succeed(...up, "--expect-no-changes");
    expect(gateway.count()).toEqual({});
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(gateway.writes).toEqual([]);

    expiring(project, { expiry: "2099-12-31", displayName: "End", description: "of the century" });
    expect((await project.succeed(...up)).changes).toMatchObject({ updated: 1 });
    const changed = await expirationOf(project);
    expect(changed).toMatchObject({ ttlId: id, expiry: "2099-12-31T00:00:00Z", displayName: "End" });
    expect(changed?.description).toMatch(/^of the century \[pulumi-aep \S+ urn:pulumi:.*::profiles\]$/);

    await project.aep.expirations.update(id, { expiry: "2098-01-01" });
    const refreshed = await project.succeed("refresh", "--yes", "--skip-preview");
    expect(refreshed.changes).toMatchObject({ updated: 1 });
    expect((await project.succeed(...up)).changes).toMatchObject({ updated: 1 });
    expect(await expirationOf(project)).toMatchObject({ expiry: "2099-12-31T00:00:00Z" });

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await project.aep.expirations.get(id)).toMatchObject({ status: "cancelled" });
  }));

test("after AEP has deleted the copy, the unchanged program ends well: a refresh tells what happened, and the copy is made anew", () =>
  inYamlProject(async (project) => {
    const { resources } = yamlPair();
    writeYaml(project, { resources: { ...resources, expiration: expiration({ retention: "P90D" }) } });
    await project.succeed(...up);
    const copy = project.resource("TargetDataset").id;
    const job = project.resource("ExportJob").id;
    // Only the emulator's clock moves, so the date of the program stays ahead of both clocks.
    const near = new Date(Date.now() + 2 * day * 1000).toISOString();
    await project.aep.expirations.update(project.resource("DatasetExpiration").id, { expiry: near });
    await setForward(project, 3 * day);

    await project.succeed(...up, "--expect-no-changes");
    const { output } = await project.succeed(...up, "--refresh");
    expect(output).toContain(`AEP has deleted dataset "Profiles" (${copy}) with its data`);
    const anew = project.resource("TargetDataset").id;
    expect(anew).not.toBe(copy);
    expect(await expirationOf(project)).toMatchObject({ status: "pending", datasetId: anew });
    expect(project.resource("ExportJob").id).not.toBe(job);
    await project.succeed(...up, "--expect-no-changes");
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("an expiration of a given dataset that has come due is told of by an up too", () =>
  inYamlProject(async (project) => {
    writeYaml(project, { resources: { dataset: dataset({}, { retainOnDelete: true }) } });
    await project.succeed(...up);
    const { id } = project.resource("TargetDataset");
    writeYaml(project, { resources: { expiration: expiration({ retention: "P30D" }, id) } });
    await project.succeed(...up);
    await setForward(project, 40 * day);
    await project.succeed("refresh", "--yes", "--skip-preview");
    expect(project.resources()).toEqual([]);
    for (const command of [["preview"], up]) {
      const { output } = await project.succeed(...command);
      if (command === up) expect(output).toContain(`AEP has deleted dataset "Profiles" (${id})`);
    }
    writeYaml(project, {});
    await project.succeed(...up);
  }));

test("an answer that is lost, and a run that is killed after the POST, leave one expiration", () =>
  inYamlProject(async (project) => {
    const { gateway } = project;
    writeYaml(project, {
      resources: { dataset: dataset({ forceDestroy: true }), expiration: expiration({ retention: "P30D" }) },
    });
    let dropped = 0;
    gateway.beforeAnswer = ({ method, path }) =>
      method === "POST" && path === ttl && dropped++ === 0 ? "drop" : undefined;
    await project.succeed(...up);
    await project.succeed("destroy", "--yes", "--skip-preview");

    const run = project.start(...up);
    await new Promise<void>((resolve) => {
      gateway.beforeAnswer = async ({ method, path }) => {
        if (method !== "POST" || path !== ttl) return;
        run.kill();
        resolve();
        await run.ended;
        return "drop";
      };
    });
    await run.ended;
    gateway.beforeAnswer = () => undefined;
    await project.succeed("cancel", "--yes");
    const { output } = await project.succeed(...up);
    expect(output).toMatch(/Resuming with expiration SD-\S+, made for dataset expiration "expiration"/);
    expect(gateway.writes.filter(({ method, path }) => method === "POST" && path === ttl)).toHaveLength(2);
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("what is refused is told at preview, and nothing is changed", () =>
  inYamlProject(
    async (project) => {
      const declared: YamlProgram["resources"] = { dataset: dataset() };
      writeYaml(project, { resources: declared });
      await project.succeed(...up);
      const { id } = project.resource("TargetDataset");
      const { ttlId } = await project.aep.expirations.create({
        datasetId: id,
        expiry: "2099-01-01",
        displayName: "By hand",
      });
      project.gateway.calls.splice(0);
      const refused = async (args: object, words: RegExp): Promise<void> => {
        writeYaml(project, { resources: { ...declared, expiration: expiration(args, id) } });
        expect((await project.fail("preview")).output).toMatch(words);
      };
      const soon = new Date(Date.now() + 60 * 60 * 1000).toISOString();
      await refused({ expiry: soon }, /expiry ends at .* less than 24 hours ahead/);
      const known = `already expires at 2099-01-01T00:00:00Z by ${ttlId}, set by .*adopt: "${ttlId}"`;
      await refused({ retention: "P30D" }, new RegExp(known));
      await refused({ retention: "P30D", sandboxName: "dev" }, /sandbox dev has no such dataset/);
      project.gateway.inPlace = ({ path }) =>
        path.endsWith("/quota")
          ? { status: 200, body: { quotas: [{ name: "datasetExpirationQuota", consumed: 20, quota: 20 }] } }
          : undefined;
      const other = dataset({ name: "Other" });
      writeYaml(project, {
        resources: { ...declared, other, expiration: expiration({ retention: "P30D" }, "${other.id}") },
      });
      expect((await project.fail("preview")).output).toMatch(/may have 20 pending expirations and has 20/);
      expect(project.gateway.writes).toEqual([]);
      project.gateway.inPlace = () => undefined;

      const adopted = expiration({ retention: "P30D", adopt: ttlId }, id);
      writeYaml(project, { resources: { ...declared, expiration: adopted } });
      expect((await project.succeed(...up)).changes).toMatchObject({ created: 1 });
      expect(project.resource("DatasetExpiration").id).toBe(ttlId);
      await project.succeed("destroy", "--yes", "--skip-preview");
    },
    { sandboxes: ["dev"] },
  ));
