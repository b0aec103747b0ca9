import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { CommandError } from "../command";
import { keepInCache } from "./cache";
import type { Setting } from "./setting";
import { isAtLeast, versionIn } from "./version";

/** The programs that are built. Each has a Go module under `go/`, with the checksums of all sources in its go.sum. */
const commands = (version: string) => [
  { module: `pulumi-${version}`, name: "pulumi", importPath: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  {
    module: "language",
    name: "pulumi-language-nodejs",
    importPath: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
];

/**
 * Builds the CLI and its Node language host from the Go module proxy into the cache, for machines that reach package
 * registries only. The launcher of dynamic resources comes with the npm package `@pulumi/pulumi`.
 */
export async function buildPulumi(setting: Setting): Promise<string> {
  await requireGo(setting, `pulumi-${setting.version}`);
  return keepInCache(setting, async (dir) => {
    setting.say(`Building Pulumi ${setting.version} from source with Go: once, for some minutes.`);
    const started = Date.now();
    for (const command of commands(setting.version)) await build({ ...command, dir, started, setting });
    await copyLauncher(dir);
  });
}

export async function requireGo({ env, signal }: Setting, module: string): Promise<void> {
  const oldestGo = oldestGoFor(module);
  const { stdout } = await promisify(execFile)("go", ["version"], { env, signal, timeout: 20_000 }).catch(
    () => {
      throw new CommandError(`no Go on PATH (${oldestGo} or later would build the CLI from source)`);
    },
  );
  const version = versionIn(stdout) ?? "unknown";
  if (!isAtLeast(version, oldestGo))
    throw new CommandError(`Go is version ${version}; ${oldestGo} or later is needed`);
}

/** The oldest Go that can build a module, by its `go` line. */
function oldestGoFor(module: string): string {
  const file = path.join(moduleDir(module), "go.mod");
  if (!existsSync(file)) throw new Error(`there is no Go module to build ${module} with`);
  return versionIn(/^go .*$/m.exec(readFileSync(file, "utf8"))?.[0] ?? "") ?? "unknown";
}

export const moduleDir = (module: string): string => path.join(__dirname, "go", module);

interface Build {
  module: string;
  name: string;
  importPath: string;
  dir: string;
  started: number;
  setting: Setting;
}

/** Builds one program of a Go module under `go/`. */
export async function build({ module, name, importPath, dir, started, setting }: Build): Promise<void> {
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${setting.version}`;
  const output = path.join(dir, setting.platform === "win32" ? `${name}.exe` : name);
  const timeLimit = AbortSignal.timeout(setting.buildTimeLimitMs);
  // Without symbols for debuggers, which the linker would drop anyway, the compiler is faster.
  const flags = [
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    "-gcflags=all=-dwarf=false",
    `-ldflags=-s -w ${version}`,
  ];
  const go = spawn("go", ["build", "-v", ...flags, "-o", output, importPath], {
    cwd: moduleDir(module),
    // Needs no C compiler, fetches no other Go, and ignores a go.work above this folder.
    env: { ...setting.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off", GOGC: "200" },
    stdio: ["ignore", "ignore", "pipe"],
    killSignal: "SIGINT",
    signal: AbortSignal.any([setting.signal, timeLimit]),
  });

  let packages = 0;
  let last = "";
  const show = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    setting.progress(`Building ${name}: ${packages} packages downloaded or compiled, ${seconds} s`);
  };
  const timer = setInterval(show, 1000);
  createInterface(go.stderr).on("line", (line) => {
    packages += 1;
    last = line;
  });
  try {
    await new Promise<void>((resolve, reject) => {
      go.once("error", reject);
      go.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`building ${name}: ${last}`))));
    });
  } catch (error) {
    if (timeLimit.aborted) {
      throw new Error(`building ${name} took longer than ${setting.buildTimeLimitMs / 1000} s`);
    }
    throw error;
  } finally {
    clearInterval(timer);
    setting.progress("");
  }
}

async function copyLauncher(dir: string): Promise<void> {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
  for (const name of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    await copyFile(path.join(sdk, name), path.join(dir, name));
  }
}
