import { execFile, spawn, type ChildProcess, type ExecFileOptions } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { findPulumi } from "../../tools/pulumiCli/find";
import { emulatorClient } from "../../tools/quickstart/emulator";
import { stackEnv } from "../../tools/quickstart/stack";

/** What is published is what is tested: the packed packages, installed where nothing of this repository is near. */

const root = path.join(__dirname, "..", "..");
const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-package-"));
const project = path.join(dir, "project");

interface Tarball {
  filename: string;
  files: { path: string }[];
}

interface Manifest {
  version: string;
  main: string;
  types?: string;
  bin?: Record<string, string>;
  exports?: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

let library: Tarball;
let emulator: Tarball;

beforeAll(async () => {
  library = await pack(root);
  emulator = await pack(path.join(root, "emulator"));
  await install(project);
}, 300_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("pulumi-aep holds its command, its plugin, its compiled code and nothing else", () => {
  const allowed =
    /^(cli\/bin\.mjs|dist\/(contract|provider|sdk|cli)\/[\w/]+\.(js|d\.ts)|dist\/provider\/doors\/native\/schema\.json|plugin\/(main\.cjs|pulumi-resource-aep(\.cmd)?))$/;
  expect(strangers(library, allowed)).toEqual([]);
  expect(missing(library, root)).toEqual([]);
});

test("aep-emulator holds its command, its compiled code, its console and nothing else", () => {
  const allowed = /^(bin\.mjs|dist\/[\w/]+\.(js|d\.ts)|console\/page\/\w+\.(css|html|mjs|svg))$/;
  expect(strangers(emulator, allowed)).toEqual([]);
  const page = readdirSync(path.join(root, "emulator", "console", "page"));
  for (const file of page.filter((name) => !/json$|ts$/.test(name)))
    expect(emulator.files).toContainEqual(expect.objectContaining({ path: `console/page/${file}` }));
  expect(missing(emulator, path.join(root, "emulator"))).toEqual([]);
});

test.each([".", "emulator"])(
  "npm can link the command of %s in a clone that is not built yet",
  async (folder) => {
    const { bin = {} } = readJson<Manifest>(path.join(root, folder, "package.json"));
    const files = Object.values(bin).map((file) => path.posix.join(folder, file));
    expect(files).toHaveLength(1);
    // Where a file is not in the repository, or git does not know that it can be run, npx finds no command.
    expect(await run("git", ["ls-files", "--stage", ...files], { cwd: root })).toMatch(/^100755 /);
  },
);

test("the commands run in a built clone", async () => {
  const { version } = readJson<Manifest>(path.join(root, "package.json"));
  expect(await run("npx", ["--no-install", "aep-export", "--version"], { cwd: root })).toBe(`${version}\n`);
  const usage = await run("npx", ["--no-install", "aep-emulator", "--help"], { cwd: root });
  expect(usage).toMatch(/^Usage: aep-emulator /);
});

test("an install of pulumi-aep does not bring the emulator's dependencies", () => {
  const names = dependencyTree("pulumi-aep");
  expect(names).toContain("axios");
  expect([...names].filter((name) => /^@duckdb\/|^@?fastify\b|^lmdb$|^aep-emulator$/.test(name))).toEqual([]);
});

test("the published package.json names no workspaces", () => {
  const installed = path.join(project, "node_modules", "pulumi-aep", "package.json");
  expect(readJson(installed)).not.toHaveProperty("workspaces");
});

test("a program that names its datasets needs no plugin; without a name the error says which package to install", async () => {
  const work = mkdtempSync(path.join(dir, "work-"));
  const pulumi = await pulumiIn(project, { work });
  const program = (args: string) =>
    writeFileSync(
      path.join(project, "index.ts"),
      `import * as aep from "pulumi-aep";\nnew aep.ProfileExport("daily", ${args});\n`,
    );
  writeFileSync(path.join(project, "Pulumi.yaml"), "name: named\nruntime: nodejs\n");

  program('{ dataset: { name: "Daily" } }');
  await pulumi("install", "--no-dependencies");
  expect(existsSync(path.join(work, "pulumi-home", "plugins"))).toBe(false);

  program("{}");
  await pulumi("stack", "init", "local");
  await expect(pulumi("preview", "--non-interactive")).rejects.toThrow(
    /^ *error: Profile export "daily": its dataset has no name, and .* is missing\. Run `npm install @pulumi\/random`, or give dataset\.name\.$/m,
  );
}, 60_000);

test("the quickstart runs from the installed packages", () => runQuickstart(project), 120_000);

test("the quickstart runs where the packages are links to a store", async () => {
  const linked = path.join(dir, "linked");
  // What the first install has fetched is not asked for again.
  await install(linked, "--install-strategy=linked", "--prefer-offline");
  expect(lstatSync(path.join(linked, "node_modules", "pulumi-aep")).isSymbolicLink()).toBe(true);
  await runQuickstart(linked);
}, 300_000);

/** Installs the packed packages as in the project that `pulumi new typescript` makes; of the releases that are tested here. */
async function install(project: string, ...flags: string[]): Promise<void> {
  mkdirSync(project);
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "quickstart", private: true }));
  const tarballs = [library, emulator].map(({ filename }) => path.join(dir, filename));
  const releases = ["@pulumi/pulumi", "typescript"].map(
    (name) => `${name}@${readJson<Manifest>(require.resolve(`${name}/package.json`)).version}`,
  );
  await npm(["install", "--no-audit", "--no-fund", ...flags, ...tarballs, ...releases], project);
}

async function runQuickstart(project: string): Promise<void> {
  cpSync(path.join(root, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
  cpSync(path.join(root, "examples", "quickstart"), path.join(project, "examples", "quickstart"), {
    recursive: true,
  });
  const work = mkdtempSync(path.join(dir, "work-"));
  const server = spawn(
    path.join(project, "node_modules", ".bin", "aep-emulator"),
    ["--port", "0", "--data", path.join(work, "data")],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const url = await address(server);
    const pulumi = await pulumiIn(project, { work, url });
    await pulumi("stack", "init", "local");

    await pulumi("up", "--yes", "--skip-preview", "--non-interactive");

    const printed = await pulumi("stack", "output", "--json");
    const outputs = JSON.parse(printed) as { datasetId: string; status: string; batchIds: string[] };
    expect(outputs).toMatchObject({ status: "SUCCEEDED", batchIds: [expect.any(String)] });
    const client = emulatorClient(url);
    await expect(client.datasets.get(outputs.datasetId)).resolves.toBeDefined();

    await pulumi("destroy", "--yes", "--skip-preview", "--non-interactive");
    await expect(client.datasets.get(outputs.datasetId)).resolves.toBeUndefined();
  } finally {
    const closed = once(server, "close");
    server.kill();
    await closed;
  }
}

/** The CLI in a project, with its state and its home in a folder and an emulator if there is one. */
async function pulumiIn(project: string, { work, url }: { work: string; url?: string }) {
  const env = stackEnv({ cli: await findPulumi(), dir: work, url });
  mkdirSync(path.join(work, "backend"));
  return (...args: string[]) => run("pulumi", args, { cwd: project, env });
}

const npm = (args: string[], cwd: string): Promise<string> =>
  run("npm", args, { cwd, shell: process.platform === "win32" });

/** What a command prints; where it fails, its error tells that too. */
async function run(command: string, args: string[], options: ExecFileOptions): Promise<string> {
  const printing = promisify(execFile)(command, args, { ...options, encoding: "utf8", maxBuffer: 16e6 });
  const { stdout } = await printing.catch((error: Error & { stdout: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}

async function pack(cwd: string): Promise<Tarball> {
  const printed = await npm(["pack", "--json", "--ignore-scripts", "--pack-destination", dir], cwd);
  const [tarball] = JSON.parse(printed) as [Tarball];
  return tarball;
}

/** Packed files other than the allowed ones and those that every package has. */
function strangers({ files }: Tarball, allowed: RegExp): string[] {
  const always = ["package.json", "README.md", "LICENSE", "CHANGELOG.md"];
  return files.map((file) => file.path).filter((file) => !allowed.test(file) && !always.includes(file));
}

/** Files that the manifest or a reader asks for and the tarball lacks. */
function missing({ files }: Tarball, packageDir: string): string[] {
  const { main, types, bin = {}, exports = {} } = readJson<Manifest>(path.join(packageDir, "package.json"));
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  const asked = [main, ...(types ? [types] : []), ...Object.values(bin), ...targets, "README.md", "LICENSE"];
  const packed = files.map((file) => file.path);
  return asked.map((file) => path.posix.normalize(file)).filter((file) => !packed.includes(file));
}

/** The names of all that an installed package pulls in by its own dependencies. */
function dependencyTree(name: string): Set<string> {
  const { packages } = lockFile(project);
  const names = new Set<string>();
  const visit = (dependency: string) => {
    if (names.has(dependency)) return;
    names.add(dependency);
    const { dependencies, optionalDependencies } = packages[`node_modules/${dependency}`] ?? {};
    Object.keys({ ...dependencies, ...optionalDependencies }).forEach(visit);
  };
  visit(name);
  return names;
}

function lockFile(projectDir: string) {
  return readJson<{ packages: Record<string, Manifest> }>(path.join(projectDir, "package-lock.json"));
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

async function address(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error("The emulator was started without a pipe.");
  for await (const line of createInterface(server.stdout)) {
    const url = /https?:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("The emulator ended before it said its address.");
}
