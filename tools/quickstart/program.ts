import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { findHost } from "../pulumiCli/hosts";
import { processSetting } from "../pulumiCli/setting";
import { findYamlHost } from "../pulumiCli/yamlHost";
import { installPythonSdk } from "../pythonSdk";
import { schemaFile } from "../schema/write";
import { writeSdks } from "../sdks";
import { projectDir, runDir, typescriptProgram, type Program } from "./run";

/** Gets the quickstart ready in a language, given the folder of the CLI. */
export const languages = {
  typescript: () => Promise.resolve(typescriptProgram),
  yaml: async (cliDir, signal) => ({
    cwd: await copyExample("yaml"),
    path: [await findYamlHost(cliDir, processSetting(signal))],
  }),
  python: async (cliDir, signal) => {
    const host = await findHost("python", cliDir, processSetting(signal));
    const binaries = await pythonWithSdk(signal);
    return { cwd: await copyExample("python"), path: [binaries, host] };
  },
} satisfies Record<string, (cliDir: string, signal: AbortSignal) => Promise<Program>>;

export type Language = keyof typeof languages;

/** Copies an example into the folder of the quickstart, and installs this package there. */
async function copyExample(name: string): Promise<string> {
  const folder = path.join(runDir, "project");
  await makeFolder(folder);
  await cp(path.join(projectDir, "examples", name), folder, { recursive: true });
  await installPackage(folder);
  return folder;
}

/** Installs this package in a project as `npm install` of its folder does. */
export async function installPackage(folder: string): Promise<void> {
  await makeFolder(path.join(folder, "node_modules"));
  await symlink(projectDir, path.join(folder, "node_modules", "pulumi-aep"), "dir");
}

/** A Python that has the SDK, kept for the next time. */
async function pythonWithSdk(signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256").update(readFileSync(schemaFile)).digest("hex").slice(0, 12);
  const kept = path.join(projectDir, "dist", "sdks", `venv-${hash}`);
  const note = path.join(kept, "installed");
  if (existsSync(note)) return readFileSync(note, "utf8");
  console.log("Making a Python environment with the SDK: once, for a minute or two.");
  await rm(kept, { recursive: true, force: true });
  const folder = path.dirname(kept);
  await writeSdks(["python"], { folder, setting: processSetting(signal) });
  const binaries = await installPythonSdk({ sdk: path.join(folder, "python"), venv: kept }, signal);
  await writeFile(note, binaries);
  return binaries;
}
