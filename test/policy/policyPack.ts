import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Project } from "../stack/project";

const root = path.join(__dirname, "..", "..");
const shipped = path.join(root, "policy");

/**
 * The folder of a policy pack that the CLI can run: the shipped one, or, where the CLI comes with a language host that is too old
 * for packs, as one that was built from source does, a copy whose runtime is a plugin of the project's own.
 */
export async function policyPack(project: Project): Promise<string> {
  const { output } = await project.start("preview", "--policy-pack", shipped).ended;
  if (!/could not read plugin .*: not supported/.test(output)) return shipped;
  process.stderr.write(
    "This CLI's language host cannot run policy packs; a plugin of the test runs a copy of it.\n",
  );

  const plugin = path.join(project.dir, "pulumi-home", "plugins", "analyzer-policy-local-v1.0.0");
  mkdirSync(plugin, { recursive: true });
  writeFileSync(
    path.join(plugin, "pulumi-analyzer-policy-local"),
    `#!/bin/sh\nexec node "${root}/node_modules/@pulumi/pulumi/cmd/run-policy-pack" "$@"\n`,
    { mode: 0o755 },
  );

  const copy = path.join(project.dir, "policy");
  cpSync(shipped, copy, { recursive: true, filter: (file) => path.basename(file) !== "node_modules" });
  const manifest = path.join(copy, "PulumiPolicy.yaml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("runtime: nodejs", "runtime: local"));
  return copy;
}
