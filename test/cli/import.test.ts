import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ModuleKind, transpileModule } from "typescript";
import { parse } from "yaml";
import { parquetFiles, profileUnionSchema } from "../../provider/targetDataset/inputs";
import { identityOf } from "../../provider/ownership/identity";
import { ownershipTags } from "../../provider/ownership/tags";
import { declarations } from "../../cli/import/typescript";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { run as runIn } from "./aepExport";
import { importWorldForEachTest } from "./importWorld";
import { endOfJob } from "../worlds/eventually";

jest.setTimeout(60_000);

const world = importWorldForEachTest();
const { dataset, firstSegment } = world;

const importWith = (...args: string[]) =>
  runIn(["import", "--out", path.join(world.dir, "my exports"), ...args], {
    env: emulatorEnv(world.aep.emulator.url),
  });
const written = (file: string) => readFileSync(path.join(world.dir, "my exports", file), "utf8");

test("import --segments declares the segments of the jobs, and the jobs refer to them", async () => {
  const segment = await firstSegment();
  const id = await dataset("Loyal");
  await world.aep.client.exportJobs.create({
    filter: { segments: [{ segmentId: segment.id }] },
    destination: { datasetId: id },
    schema: { name: "_xdm.context.profile" },
  });

  expect(await importWith("--segments")).toMatchObject({ code: 0 });

  expectToCompile();
  const program = written("index.ts");
  expect(program).toMatch(/^const (\w+Segment) = new aep\.SegmentDefinition\([^]*segmentId: \1\.id/m);
  expect(program).toContain(`adopt: "${segment.id}"`);
  expect(program).toContain(`expression: ${JSON.stringify(segment.expression?.value)}`);
});

test("import writes a complete project with the names that AEP has", async () => {
  await world.aep.client.datasets.delete(world.aep.datasetId);
  const segment = await firstSegment();
  const id = await dataset('Loyal "gold"', {
    description: "Two\nlines",
    tags: { team: ["crm"], "adobe/x": ["y"] },
  });
  await world.aep.client.exportJobs.create({
    fields: "person.name,personalEmail.address",
    filter: { segments: [{ segmentId: segment.id, status: ["exited"] }] },
    destination: { datasetId: id },
    schema: { name: "_xdm.context.profile" },
  });

  const { code, stdout } = await importWith();

  expect(code).toBe(0);
  expectToCompile();
  expect(stdout).toMatch(new RegExp(`^DATASET +JOBS +NAME\\n${id} +1 +Loyal "gold"\\n$`));
  expect(parse(written("Pulumi.yaml"))).toMatchObject({
    name: "my-exports",
    runtime: "nodejs",
    config: { "aep:sandboxName": "prod" },
  });
  expect(JSON.parse(written("package.json"))).toMatchObject({
    dependencies: { "pulumi-aep": expect.stringMatching(/^\^\d/) as string },
  });
  expect(written("index.ts").split("\n\n").slice(2).join("\n\n")).toBe(
    `const loyalGoldDataset = new aep.TargetDataset("loyal-gold", {
  adopt: "${id}",
  name: "Loyal \\"gold\\"",
  description: "Two\\nlines",
  tags: { team: ["crm"] },
}, { retainOnDelete: true });
new aep.ExportJob("loyal-gold", {
  dataset: loyalGoldDataset,
  adopt: "1",
  fields: ["person.name", "personalEmail.address"],
  filter: {
    segments: [
      {
        segmentId: "${segment.id}" /* ${segment.name} */,
        status: ["exited"],
      },
    ],
  },
  mergePolicy: { id: "${await usedMergePolicy("1")}" },
});
`,
  );
});

test("of jobs that differ only in times the newest is written; cancelled jobs are left out", async () => {
  const job = (fromIngestTimestamp: string, fields?: string) =>
    world.aep.client.exportJobs.create({
      fields,
      filter: { fromIngestTimestamp },
      destination: { datasetId: world.aep.datasetId },
      schema: { name: "_xdm.context.profile" },
    });
  await job("2026-01-01T00:00:00Z");
  const newest = await job("2026-01-02T00:00:00Z");
  const cancelled = await job("2026-01-03T00:00:00Z", "person.name");
  await world.aep.client.exportJobs.cancel(cancelled.id);
  expect((await endOfJob(world.aep.client, cancelled.id)).state).toBe("cancelled");
  expect((await imported()).value).toMatchObject([{ id: world.aep.datasetId, jobs: [{ id: newest.id }] }]);
});

test("datasets of other stacks are left out, with a reason", async () => {
  const urn = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:TargetDataset::daily";
  const owned = await dataset("Owned", { tags: ownershipTags({ urn }) });
  const { value, stderr } = await imported();
  expect(value).toMatchObject([{ id: world.aep.datasetId }]);
  expect(stderr).toContain(`Left out dataset ${owned}: it belongs to ${identityOf(urn)}.`);

  const release = await runIn(["release", owned], { env: emulatorEnv(world.aep.emulator.url) });
  expect(release).toMatchObject({
    code: 0,
    stdout: `Released dataset ${owned}: removed 2 ownership tags.\n`,
  });
  expect((await imported()).value).toMatchObject([{ id: owned }]);
});

test("names are valid and unique, whatever the datasets are called", async () => {
  for (const name of [
    "exports",
    "Exports!",
    "123",
    "日本",
    "??",
    "Price per m²",
    "a-1",
    "a1",
    "क्षेत्र",
    "default",
  ])
    await startJob(await dataset(name));
  await importWith();
  const names = [...written("index.ts").matchAll(/new aep.TargetDataset\("(.*?)"/g)].map(([, name]) => name);
  expect(names).toEqual([
    "exports",
    "exports-2",
    "exports-3",
    "123",
    "日本",
    "dataset",
    "price-per-m",
    "a-1",
    "a1",
    "क्षेत्र",
    "default",
  ]);
  expectToCompile();
  const variables = [...written("index.ts").matchAll(/^const (\S+) =/gm)].map(([, name]) => name);
  expect(new Set(variables).size).toBe(variables.length);
});

test("no name ends its comment", () => {
  const segmentId = "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d01";
  const jobs = [{ id: "1", inputs: { dataset: "d", filter: { segments: [{ segmentId }] } } }];
  const segments = new Map([[segmentId, "x **// , z: evil() /*\u202e"]]);
  const program = declarations([{ id: "d", inputs: { name: "D" }, jobs }], { program: "", segments });
  expect(program).toContain('d01" /* x ** // , z: evil() /* */');
});

test("a second import changes nothing, and a later one appends new datasets", async () => {
  await importWith();
  const first = written("index.ts").replace("exports", "renamed by its owner");
  writeFileSync(path.join(world.dir, "my exports", "index.ts"), first);
  const again = await importWith("--json");
  expect([again.code, JSON.parse(again.stdout), written("index.ts")]).toEqual([0, [], first]);
  expect(again.stderr).toContain("index.ts already declares everything.");
  const later = await dataset("Later");
  expect((await imported()).value).toMatchObject([{ id: later }]);
  expect(written("index.ts").startsWith(first)).toBe(true);
});

test("declarations that were moved or reformatted are recognised", async () => {
  await importWith();
  const folder = path.join(world.dir, "my exports");
  const program = written("index.ts").replaceAll('"', "'");
  writeFileSync(path.join(folder, "datasets.ts"), program);
  writeFileSync(path.join(folder, "index.ts"), "import * as aep from 'pulumi-aep';\n");
  expect((await imported()).value).toEqual([]);
  const later = await dataset("exports");
  expect((await imported()).value).toMatchObject([{ id: later }]);
  expect(written("index.ts")).toContain('new aep.TargetDataset("exports-2"');
});

test("a folder takes the exports of one sandbox only", async () => {
  await importWith();
  const dev = world.aep.client.inSandbox("dev");
  await dev.datasets.create({ name: "Dev", schemaRef: profileUnionSchema, fileDescription: parquetFiles });
  const before = written("index.ts");
  const { code, stderr } = await importWith("--sandbox", "dev");
  expect([code, written("index.ts")]).toEqual([2, before]);
  expect(stderr).toMatch(
    /it holds exports of sandbox prod, not of dev\. Give another folder with --out\.\n$/,
  );
});

test("a sandbox whose datasets all belong to stacks has nothing to import", async () => {
  await world.aep.client.datasets.delete(world.aep.datasetId);
  await dataset("Owned", { tags: ownershipTags({ urn: "urn:pulumi:dev::shop::type::daily" }) });
  const { code, stderr } = await importWith();
  expect(code).toBe(3);
  expect(stderr).toMatch(
    /it has no dataset that can be imported; 1 were left out, as said above\. Check the sandbox/,
  );
  expect(readdirSync(world.dir)).toEqual([]);
});

test("an empty sandbox, a forbidden one and another program in the folder are errors, and nothing is written", async () => {
  const empty = await importWith("--sandbox", "dev");
  expect(empty.code).toBe(3);
  expect(empty.stderr).toMatch(
    /^aep-export: Importing from sandbox dev: it has no dataset .* profile union schema\. Check the sandbox/,
  );
  const forbidden = await importWith("--sandbox", "secret");
  expect(forbidden.code).toBe(5);
  expect(forbidden.stderr).toMatch(/sandbox/i);
  expect(readdirSync(world.dir)).toEqual([]);

  writeFileSync(path.join(world.dir, "index.ts"), "export {};\n");
  const other = await runIn(["import", "--out", world.dir], { env: emulatorEnv(world.aep.emulator.url) });
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/does not have the line .* Add it, or give another folder with --out\.\n$/);
  expect(readdirSync(world.dir)).toEqual(["index.ts"]);
});

const startJob = (datasetId: string) =>
  world.aep.client.exportJobs.create({
    destination: { datasetId },
    schema: { name: "_xdm.context.profile" },
  });

function expectToCompile(): void {
  const options = { reportDiagnostics: true, compilerOptions: { module: ModuleKind.CommonJS } };
  expect(transpileModule(written("index.ts"), options).diagnostics).toEqual([]);
}

async function imported(): Promise<{ value: unknown; stderr: string }> {
  const { code, stdout, stderr } = await importWith("--json");
  expect(code).toBe(0);
  return { value: JSON.parse(stdout), stderr };
}

const usedMergePolicy = async (id: string) => (await world.aep.client.exportJobs.get(id))?.mergePolicy?.id;
