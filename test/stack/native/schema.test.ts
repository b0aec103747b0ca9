import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { findPulumi } from "../../../tools/pulumiCli/find";
import type { PackageSpec } from "../../../tools/schema/spec";
import { schemaFile } from "../../../tools/schema/write";

let dir: string;
let pulumi: string;
beforeAll(async () => {
  pulumi = path.join((await findPulumi()).binDir, "pulumi");
  dir = await mkdtemp(path.join(tmpdir(), "aep-schema-"));
}, 600_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

/** What a command of the CLI prints. */
async function run(...args: string[]): Promise<string> {
  const env = { ...process.env, PULUMI_HOME: dir, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout } = await promisify(execFile)(pulumi, args, { cwd: dir, env, maxBuffer: 2 ** 24 });
  return stdout;
}

test("`pulumi package get-schema` loses nothing of the schema", async () => {
  const { resources, functions, types, config, provider } = JSON.parse(
    await readFile(schemaFile, "utf8"),
  ) as PackageSpec;
  const theirs: unknown = JSON.parse(await run("package", "get-schema", schemaFile));
  expect(theirs).toMatchObject({ resources, functions, types, config, provider });
});

test("`pulumi schema check` finds no fault with it", async () => {
  await run("schema", "check", schemaFile);
});

test("`pulumi schema check` would find a reference that leads nowhere", async () => {
  const file = path.join(dir, "broken.json");
  const text = await readFile(schemaFile, "utf8");
  await writeFile(file, text.replace("#/types/aep:index:SchemaRef", "#/types/aep:index:None"));
  await expect(run("schema", "check", file)).rejects.toThrow(/aep:index:None/);
});
