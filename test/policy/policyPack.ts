import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Project } from "../worlds/project";

const root = path.join(__dirname, "..", "..");
const shipped = path.join(root, "policy");

/**
 * A policy pack that the CLI can run: the shipped folder, or a copy whose runtime is a plugin of
 * the project. The copy is for a CLI whose language host is too old for packs, such as a CLI that
 * was built from source.
 */
export async function policyPack(project: Project): Promise<string> {
  const { output } = await project.start("preview", "--policy-pack", shipped).ended;
  if (!/could not read plugin .*: not supported/.test(output)) return shipped;
  process.stderr.write(
    "This CLI's language host cannot run policy packs; a plugin of the test runs a copy of it.\n",
  );

  const runner = path.join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  const script = (file: string, command: string): void =>
    writeFileSync(file, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  const plugin = path.join(project.dir, "pulumi-home", "plugins", "analyzer-policy-local-v1.0.0");
  mkdirSync(plugin, { recursive: true });
  script(path.join(plugin, "pulumi-analyzer-policy-local"), `exec node "${runner}" "$@"`);

  const copy = path.join(project.dir, "policy");
  cpSync(shipped, copy, { recursive: true, filter: (file) => path.basename(file) !== "node_modules" });
  const manifest = path.join(copy, "PulumiPolicy.yaml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace("runtime: nodejs", "runtime: local"));
  const ofCopy = await project.start("preview", "--policy-pack", copy).ended;
  if (!ofCopy.output.includes("no language plugin 'pulumi-language-local'")) return copy;

  // Later releases of the CLI look for a language host of that name, but run a file instead of a
  // folder.
  const executable = path.join(copy, "run");
  script(executable, `cd "${copy}" && exec node "${runner}" "$1" .`);
  return executable;
}
