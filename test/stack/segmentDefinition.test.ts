import type { SegmentDefinition } from "../../contract/segments";
import { sampleSegments } from "../../emulator/profiles/index";
import type { SegmentDefinitionRequest } from "../../contract/segments";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";
import { inYamlProject, writeYaml, type YamlResource } from "../worlds/yamlProject";

/** A segment definition: its rule in a review, its life, and whose it is. One life is that of a Node program. */

jest.setTimeout(240_000);

const sampleNames = new Set(sampleSegments.map(({ name }) => name));

/** The definitions that are not the emulator's sample. */
async function definitions(project: Project): Promise<SegmentDefinition[]> {
  const found = [];
  for await (const segment of project.aep.segments.list())
    if (!sampleNames.has(segment.name ?? "")) found.push(segment);
  return found;
}

const up = (project: Project) => project.succeed("up", "--yes", "--skip-preview");
const destroy = (project: Project) => project.succeed("destroy", "--yes", "--skip-preview");

const isPost = ({ method, path }: { method: string; path: string }): boolean =>
  method === "POST" && path.endsWith("/segment/definitions");

const byHand = (name: string): SegmentDefinitionRequest => ({
  name,
  description: "By hand",
  schema: { name: "_xdm.context.profile" },
  expression: { type: "PQL", format: "pql/text", value: 'loyalty.tier = "gold"' },
});

test("a segment is reviewed, made, exported, changed in place, refreshed and deleted", () =>
  inProject(async (project) => {
    const declare = (rule: string, more = "", evaluates = true) =>
      project.program(`
const gold = new aep.SegmentDefinition("gold", { expression: ${JSON.stringify(rule)}, ${more} });
const dataset = new aep.TargetDataset("members", { name: "Members", forceDestroy: true });
const job = new aep.ExportJob("members", {
  dataset, fields: ["loyalty.tier"], filter: { segments: [gold] }, evaluationInfo: { segmentation: ${evaluates} },
});
export const profileCount = job.profileCount;
`);
    declare('loyalty.tier = "gold"', "", false);
    const preview = await project.succeed("preview", "--diff");
    expect(preview.output).toMatch(/expression *: "loyalty.tier = \\"gold\\""/);
    expect(preview.output).toContain(
      'exports loyalty.tier of profiles in segment "gold" (realized, existing), into dataset "Members"',
    );
    expect(preview.output).toContain(
      'segment "gold" is new and was never evaluated, so the export finds nobody in it.',
    );
    expect(project.gateway.writes).toEqual([]);

    declare('loyalty.tier = "gold"');
    expect((await project.succeed("preview")).output).not.toContain("never evaluated");
    await up(project);
    const { id } = project.resource("SegmentDefinition");
    expect(await definitions(project)).toMatchObject([
      {
        id,
        name: "gold",
        description: expect.stringMatching(
          /^\[pulumi-aep \S+ urn:pulumi:local::test::aep:index:SegmentDefinition::gold\]$/,
        ),
      },
    ]);
    expect(project.resource("ExportJob").outputs).toMatchObject({
      filter: { segments: [{ segmentId: id }] },
    });
    expect(await project.outputs()).toEqual({ profileCount: expect.any(Number) });
    expect(await project.outputs()).not.toEqual({ profileCount: 0 });
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");

    declare(
      'loyalty.tier = "silver"',
      'name: "Silver", description: "Second tier", evaluation: "continuous",',
    );
    const changed = await project.succeed("preview", "--diff");
    expect(changed.output).toMatch(
      /~ expression *: "loyalty.tier = \\"gold\\"" => "loyalty.tier = \\"silver\\""/,
    );
    expect((await up(project)).changes).toMatchObject({ updated: 1 });
    expect(await definitions(project)).toMatchObject([
      {
        id,
        name: "Silver",
        description: expect.stringMatching(/^Second tier \[pulumi-aep /),
        expression: { value: 'loyalty.tier = "silver"' },
        evaluationInfo: { batch: { enabled: false }, continuous: { enabled: true } },
      },
    ]);

    const [found] = await definitions(project);
    await project.aep.segments.update(id, { ...byHand("Silver"), description: found?.description ?? "" });
    const drift = await project.succeed("preview", "--diff", "--refresh");
    expect(drift.output).toMatch(
      /~ expression *: "loyalty.tier = \\"gold\\"" => "loyalty.tier = \\"silver\\""/,
    );
    await project.succeed("up", "--yes", "--skip-preview", "--refresh");
    expect(await definitions(project)).toMatchObject([{ expression: { value: 'loyalty.tier = "silver"' } }]);
    await destroy(project);
    expect(await definitions(project)).toEqual([]);
  }));

/** Makes segment definitions, by their names, the YAML program. */
const declare = (project: Project, segments: Record<string, object>, options: object = {}): void =>
  writeYaml(project, {
    resources: Object.fromEntries(
      Object.entries(segments).map(([name, properties]): [string, YamlResource] => [
        name,
        { type: "aep:SegmentDefinition", properties, options },
      ]),
    ),
  });

const gold = { expression: 'loyalty.tier = "gold"' };

test("a rule that the emulator cannot evaluate is kept, and an export that needs it says so", () =>
  inYamlProject(async (project) => {
    const tree = { nodeType: "fnApply", fnName: "=", params: [{ nodeType: "literal", value: 1 }] };
    writeYaml(project, {
      resources: {
        tree: {
          type: "aep:SegmentDefinition",
          properties: { expression: { format: "pql/json", value: tree } },
        },
        often: { type: "aep:SegmentDefinition", properties: { expression: "count(xEvent) > 3" } },
        dataset: { type: "aep:TargetDataset", properties: { name: "Often", forceDestroy: true } },
        job: {
          type: "aep:ExportJob",
          properties: {
            dataset: "${dataset.id}",
            filter: { segments: [{ segmentId: "${often.id}" }] },
            evaluationInfo: { segmentation: true },
          },
        },
      },
    });
    const failed = await project.fail("up", "--yes", "--skip-preview");
    expect(failed.output).toMatch(/Evaluating segment "often" .*cannot be evaluated here/);
    const rules = (await definitions(project)).map(({ expression }) => expression?.value);
    expect(rules).toHaveLength(2);
    expect(rules).toContain("count(xEvent) > 3");
    await project.succeed(
      "refresh",
      "--yes",
      "--skip-preview",
      "--expect-no-changes",
      "--target",
      project.resources().find(({ outputs }) => outputs["name"] === "tree")?.urn ?? "",
    );
    await destroy(project);
    expect(await definitions(project)).toEqual([]);
  }));

test("a run that was killed after its POST, or never got the answer, is gone on with", () =>
  inYamlProject(async (project) => {
    declare(project, { gold });
    project.gateway.beforeAnswer = (call) => (isPost(call) ? "drop" : undefined);
    await up(project);
    const [made] = await definitions(project);
    expect(project.resource("SegmentDefinition").id).toBe(made?.id);
    await destroy(project);

    const killed = project.start("up", "--yes", "--skip-preview");
    project.gateway.beforeAnswer = (call) => {
      if (!isPost(call)) return undefined;
      killed.kill();
      return "drop";
    };
    await killed.ended;
    project.gateway.beforeAnswer = () => undefined;
    const left = await definitions(project);
    expect(left).toHaveLength(1);
    await project.start("cancel", "--yes").ended;
    declare(project, { gold: { expression: 'loyalty.tier = "platinum"' } });
    const resumed = await up(project);
    expect(resumed.output).toContain(`Resuming with segment definition ${left[0]?.id}`);
    expect(await definitions(project)).toMatchObject([
      { id: left[0]?.id, expression: { value: 'loyalty.tier = "platinum"' } },
    ]);
    await destroy(project);
    expect(await definitions(project)).toEqual([]);
  }));

test("a definition of somebody else is never taken over or deleted unasked", () =>
  inYamlProject(async (project) => {
    const foreign = await project.aep.segments.create(byHand("Gold"));
    const declareGold = (more: object) =>
      declare(project, { gold: { ...gold, ...more } }, { retainOnDelete: true });
    declareGold({ name: "Gold" });
    const preview = await project.fail("preview");
    expect(preview.output).toMatch(
      new RegExp(
        `name: sandbox has a segment definition "Gold" already, ${foreign.id}, .*adopt: "${foreign.id}"`,
      ),
    );
    const refused = await project.fail("up", "--yes", "--skip-preview");
    expect(refused.output).toContain(`adopt: "${foreign.id}"`);
    expect(await definitions(project)).toEqual([foreign]);

    declareGold({ name: "Gold", adopt: "Gold" });
    expect((await project.succeed("preview")).output).toContain(`takes over segment "Gold" (${foreign.id})`);
    await up(project);
    expect(project.resource("SegmentDefinition").id).toBe(foreign.id);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");

    // Another stack of the same program.
    await project.succeed("stack", "init", "other");
    const { env } = project;
    project.env = { ...env, PULUMI_STACK: "other" };
    declareGold({ name: "Gold" });
    const other = await project.fail("up", "--yes", "--skip-preview");
    expect(other.output).toMatch(/owned by urn:pulumi:local::.*aep-export release/);
    project.env = env;

    // A rename to a name that exists.
    await project.aep.segments.create(byHand("Taken"));
    declareGold({ name: "Taken", adopt: "Gold" });
    const renamed = await project.fail("preview");
    expect(renamed.output).toMatch(/name: sandbox has a segment definition "Taken" already/);
    await destroy(project);
    expect((await definitions(project)).map(({ name }) => name).sort()).toEqual(["Gold", "Taken"]);
  }));

test("bad input fails the preview with its path, and a segment in use is kept with a way out", () =>
  inYamlProject(async (project) => {
    declare(project, {
      tree: { expression: { format: "pql/json", value: "no tree" }, name: " tree" },
    });
    const { output } = await project.fail("preview");
    expect(output).toMatch(/expression\.value.* is not JSON of an object/);
    expect(output).toContain('name has blanks or line breaks at its ends; write "tree"');
    expect(project.gateway.writes).toEqual([]);

    declare(project, { gold });
    await up(project);
    const { id } = project.resource("SegmentDefinition");
    const user = byHand("User");
    const created = await project.aep.segments.create({
      ...user,
      expression: { ...user.expression, value: `inSegment("${id}")` },
    });
    const refused = await project.fail("destroy", "--yes", "--skip-preview");
    expect(refused.output).toMatch(
      /Deleting segment definition .*"User".*end that use first.*retainOnDelete/,
    );
    await project.aep.segments.delete(created.id);
    await destroy(project);
    expect(await definitions(project)).toEqual([]);
  }));

test("a segment made by hand is imported as code, is unchanged by the next up, and is deleted by destroy", () =>
  inYamlProject(async (project) => {
    writeYaml(project, {});
    const { id, description, mergePolicyId } = await project.aep.segments.create(byHand("Gold"));
    const imported = ["import", "aep:index:SegmentDefinition", "gold"];
    const missing = await project.fail(...imported, "no-such-segment", "--yes");
    expect(missing.output).toMatch(/does not exist/);
    const { output } = await project.succeed(...imported, id, "--yes", "--protect=false");
    expect(output).toContain("type: aep:SegmentDefinition");
    expect(output).toMatch(/expression: loyalty\.tier = "gold"/);

    declare(project, { gold: { ...gold, name: "Gold", description, mergePolicyId } });
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(project.gateway.writes).toEqual([]);
    await destroy(project);
    expect(await definitions(project)).toEqual([]);
  }));
