import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PulumiCli } from "../tools/pulumiCli/find";
import { runMeasured } from "./life";
import { pulumiEnv, stubEnv, transpile } from "./peer";
import { spreadOf, type Spread } from "./statistics";
import { Stub } from "./stub";

/** The time of a start, in milliseconds. */
export interface StartupFigures {
  /** `require("pulumi-aep")` in a process that has loaded `@pulumi/pulumi` already. */
  requireMs: Spread;
  /** The `up` of the quickstart, with the wait for the export. */
  quickstartMs: Record<Flavour, Spread>;
}

/**
 * How the quickstart is compiled: type-checked by ts-node at every run, which is Pulumi's default; transpiled only, by
 * `"noCheck": true` in its tsconfig.json; or as plain JavaScript.
 */
export type Flavour = "checked" | "transpiled" | "javascript";
export const flavours: Flavour[] = ["checked", "transpiled", "javascript"];

const root = path.join(__dirname, "..");

export async function measureStartup({
  cli,
  rounds,
}: {
  cli: PulumiCli;
  rounds: number;
}): Promise<StartupFigures> {
  const taken: Record<Flavour, number[]> = { checked: [], transpiled: [], javascript: [] };
  const required: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const flavour of flavours) taken[flavour].push(await upQuickstart(flavour, cli));
    for (let time = 0; time < 3; time += 1) required.push(requireOnce());
  }
  return {
    requireMs: spreadOf(required),
    quickstartMs: {
      checked: spreadOf(taken.checked),
      transpiled: spreadOf(taken.transpiled),
      javascript: spreadOf(taken.javascript),
    },
  };
}

function requireOnce(): number {
  const script =
    'require("@pulumi/pulumi"); const start = performance.now(); require("pulumi-aep"); console.log(performance.now() - start)';
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }));
}

async function upQuickstart(flavour: Flavour, cli: PulumiCli): Promise<number> {
  const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-bench-"));
  const stub = await Stub.open();
  try {
    const cwd = quickstart(flavour, dir);
    const env = { ...pulumiEnv({ dir, cli }), ...stubEnv({ url: stub.url, pairs: 1 }, "client") };
    execFileSync("pulumi", ["stack", "init", "bench"], { cwd, env, stdio: "ignore" });
    const up = await runMeasured(["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"], {
      cwd,
      env,
    });
    if (up.code !== 0) throw new Error(`The quickstart, ${flavour}, failed:\n${up.output}`);
    return up.wallMs;
  } finally {
    await stub.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The quickstart as the project of a user. */
function quickstart(flavour: Flavour, dir: string): string {
  const folder = path.join(dir, "project");
  const source = path.join(root, "examples", "quickstart", "index.ts");
  for (const name of ["project", "backend"]) mkdirSync(path.join(dir, name));
  symlinkSync(path.join(root, "node_modules"), path.join(dir, "node_modules"));
  const write = (name: string, content: string): void => writeFileSync(path.join(folder, name), content);
  write("Pulumi.yaml", "name: bench\nruntime: nodejs\n");
  if (flavour === "javascript") {
    write("package.json", JSON.stringify({ name: "bench", main: "index.js" }));
    write("index.js", transpile(source));
    return folder;
  }
  write("package.json", JSON.stringify({ name: "bench" }));
  cpSync(source, path.join(folder, "index.ts"));
  const compilerOptions = { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node" };
  const noCheck = flavour === "transpiled";
  write("tsconfig.json", JSON.stringify({ compilerOptions: { ...compilerOptions, noCheck } }));
  return folder;
}
