import { cpSync } from "node:fs";
import path from "node:path";
import { localClient } from "../../emulator/server";
import { settingKeys } from "../../provider/aep";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

jest.setTimeout(180_000);

const root = path.join(__dirname, "..", "..");

/** As npm does, where the other projects find a link to the repository. */
function install(project: Project): void {
  const folder = path.join(project.folder, "node_modules", "pulumi-aep");
  for (const part of ["package.json", "dist"])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
}

/** What the state keeps of providers, inputs and outputs. */
const providers = (project: Project): unknown[] =>
  project.resources().flatMap(({ inputs, outputs }) => [inputs["__provider"], outputs["__provider"]]);

test("the state holds one line of provider code, the same linked and installed, and keeps secret configuration secret", () =>
  inProject(async (project) => {
    project.env = Object.fromEntries(Object.values(settingKeys).map((variable) => [variable, undefined]));
    await project.succeed(
      ...["config", "set-all", "--secret", `aep:clientSecret=${localClient.clientSecret}`],
      ...[
        "--plaintext",
        `aep:clientId=${localClient.clientId}`,
        "--plaintext",
        `aep:orgId=${localClient.orgId}`,
      ],
      ...["baseUrl", "imsUrl"].flatMap((key) => ["--plaintext", `aep:${key}=${project.gateway.url}`]),
    );
    project.pair();
    await project.succeed("up", "--yes", "--skip-preview");
    const linked = providers(project);
    expect(linked).toHaveLength(4);
    for (const text of linked) expect(Buffer.byteLength(String(text))).toBeLessThanOrEqual(80);

    install(project);
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(providers(project)).toEqual(linked);

    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

/** The lines of the program that the state has of each resource, the innermost first. */
const declarations = (project: Project): Record<string, (string | undefined)[]> =>
  Object.fromEntries(
    project
      .everyResource()
      .filter(({ type }) => /aep:(?!StackIdentity)/.test(type))
      .map(({ urn, stackTrace }) => [
        urn.split("::").slice(2).join(" "),
        stackTrace.map(({ sourcePosition }) => sourcePosition?.replace(/^project:\/\/\/|,\d+$/g, "")),
      ]),
  );

test("the call stack of a resource in the state holds only lines of the program", () =>
  inProject(async (project) => {
    project.program(`
const declare = (name: string) => new aep.TargetDataset(name, { name });
declare("directly");
["inArrow"].map((name) => new aep.TargetDataset(name, { name }));
async function main() { await team(); }
async function team() { await undefined; declare("awaited"); }
void main();
new aep.ProfileExport("component", { dataset: { name: "component", forceDestroy: true }, waitForCompletion: false });
`);
    await project.succeed("up", "--yes", "--skip-preview");
    expect(declarations(project)).toEqual({
      "pulumi-nodejs:dynamic/aep:TargetDataset directly": ["index.ts#3", "index.ts#4"],
      "pulumi-nodejs:dynamic/aep:TargetDataset awaited": ["index.ts#3", "index.ts#7", "index.ts#6"],
      "pulumi-nodejs:dynamic/aep:TargetDataset inArrow": ["index.ts#5", "index.ts#5"],
      "aep:index:ProfileExport component": ["index.ts#9"],
      "aep:index:ProfileExport$pulumi-nodejs:dynamic/aep:TargetDataset component": ["index.ts#9"],
      "aep:index:ProfileExport$pulumi-nodejs:dynamic/aep:ExportJob component": ["index.ts#9"],
    });
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("the state holds the lines of a program of ES modules too", () =>
  inProject(async (project) => {
    project.write("package.json", JSON.stringify({ name: "test", private: true, type: "module" }));
    project.write("Pulumi.yaml", "name: test\nruntime: nodejs\nmain: index.js\n");
    project.write(
      "index.js",
      `import * as aep from "pulumi-aep";
const declare = (name) => new aep.TargetDataset(name, { name });
declare("inFunction");
new aep.TargetDataset("atTop", { name: "atTop" });
`,
    );
    await project.succeed("up", "--yes", "--skip-preview");
    expect(declarations(project)).toEqual({
      "pulumi-nodejs:dynamic/aep:TargetDataset inFunction": ["index.js#2", "index.js#3"],
      "pulumi-nodejs:dynamic/aep:TargetDataset atTop": ["index.js#4"],
    });
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
