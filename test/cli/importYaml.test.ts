import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { run } from "./aepExport";
import { importWorldForEachTest } from "./importWorld";

jest.setTimeout(60_000);

const world = importWorldForEachTest();
const { dataset, firstSegment } = world;

const importYaml = (...args: string[]) =>
  run(["import", "--language", "yaml", "--out", world.dir, ...args], {
    env: emulatorEnv(world.aep.emulator.url),
  });
const program = () => readFileSync(path.join(world.dir, "Pulumi.yaml"), "utf8");

test("import writes a project in YAML whose job refers to its dataset and its segment", async () => {
  await world.aep.client.datasets.delete(world.aep.datasetId);
  const segment = await firstSegment();
  const id = await dataset("Loyal ${gold}", { tags: { team: ["crm"] } });
  const job = await world.aep.client.exportJobs.create({
    fields: "person.name,personalEmail.address",
    filter: { segments: [{ segmentId: segment.id, status: ["exited"] }] },
    destination: { datasetId: id },
    schema: { name: "_xdm.context.profile" },
  });

  expect(await importYaml("--segments")).toMatchObject({ code: 0 });

  const written = parse(program()) as { resources: Record<string, { properties: object }> };
  expect(written).toMatchObject({
    runtime: "yaml",
    plugins: { providers: [{ name: "aep", path: "node_modules/pulumi-aep/plugin" }] },
    config: { "aep:sandboxName": "prod" },
  });
  const [name] = Object.keys(written.resources);
  expect(written.resources).toEqual({
    [name ?? ""]: {
      type: "aep:SegmentDefinition",
      properties: expect.objectContaining({ adopt: segment.id, name: segment.name }) as object,
      options: { retainOnDelete: true },
    },
    "loyal-gold": {
      type: "aep:TargetDataset",
      properties: { adopt: id, name: "Loyal $${gold}", tags: { team: ["crm"] } },
      options: { retainOnDelete: true },
    },
    "loyal-gold-job": {
      type: "aep:ExportJob",
      properties: expect.objectContaining({
        adopt: job.id,
        dataset: "${loyal-gold.id}",
        fields: ["person.name", "personalEmail.address"],
        filter: { segments: [{ segmentId: `\${${name}.id}`, status: ["exited"] }] },
      }) as object,
    },
  });
  expect(JSON.parse(readFileSync(path.join(world.dir, "package.json"), "utf8"))).toMatchObject({
    dependencies: { "pulumi-aep": expect.stringMatching(/^\^\d/) as string },
  });
});

test("a second import changes nothing, a later one adds what is new, and comments stay", async () => {
  const segment = await firstSegment();
  await world.aep.client.exportJobs.create({
    filter: { segments: [{ segmentId: segment.id }] },
    destination: { datasetId: world.aep.datasetId },
    schema: { name: "_xdm.context.profile" },
  });
  await importYaml();
  const first = program();
  expect(first).toContain(`segmentId: ${segment.id} # ${segment.name}`);
  expect((await importYaml()).stderr).toContain("already declares everything");
  expect(program()).toBe(first);

  writeFileSync(path.join(world.dir, "Pulumi.yaml"), `# Ours.\n${first}`);
  const later = await dataset("Later");
  expect(await importYaml()).toMatchObject({ code: 0 });
  expect(program()).toMatch(/^# Ours\.\n/);
  expect(program()).toContain(`segmentId: ${segment.id} # ${segment.name}`);
  expect(Object.keys((parse(program()) as { resources: object }).resources)).toContain("later");
  expect(program()).toContain(`adopt: ${later}`);
});

test.each([
  ["name: x\nruntime: nodejs\n", "is no program in YAML (runtime: yaml). Give another folder with --out."],
  ["- a\n- b\n", "holds no project. Give another folder with --out."],
  ["a: [\n", "is not YAML: "],
  [
    "name: x\nruntime: yaml\nconfig:\n  aep:sandboxName: dev\n",
    "holds exports of sandbox dev, not of prod. Give another folder with --out.",
  ],
])("the file %j is refused and stays as it is", async (text, reason) => {
  writeFileSync(path.join(world.dir, "Pulumi.yaml"), text);
  const { code, stderr } = await importYaml();
  expect(code).toBe(2);
  expect(stderr).toContain(`Importing into ${path.join(world.dir, "Pulumi.yaml")}: it ${reason}`);
  expect(program()).toBe(text);
});

test("a language that there is no import for is refused with those that there are", async () => {
  const { code, stderr } = await run(["import", "--language", "cobol", "--out", world.dir], {
    env: emulatorEnv(world.aep.emulator.url),
  });
  expect(code).toBe(2);
  expect(stderr).toMatch(/--language.*cobol.*typescript, yaml/);
});
