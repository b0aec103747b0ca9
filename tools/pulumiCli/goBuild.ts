import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Setting } from "./setting";
import { isAtLeast, versionIn } from "./version";

/** A Go program that is built from source. */
export interface GoProgram {
  /** The folder under `go/` of the module that builds it. Its go.sum holds the checksum of every source. */
  module: string;
  name: string;
  importPath: string;
}

/** Throws an error if there is no Go that can build the module. */
export async function requireGo(module: string, { env, signal }: Setting): Promise<void> {
  const oldestGo = oldestGoFor(module);
  const { stdout } = await promisify(execFile)("go", ["version"], { env, signal, timeout: 20_000 }).catch(
    () => {
      throw new Error(`no Go on PATH (${oldestGo} or later would build it from source)`);
    },
  );
  const version = versionIn(stdout) ?? "unknown";
  if (!isAtLeast(version, oldestGo))
    throw new Error(`Go is version ${version}; ${oldestGo} or later is needed`);
}

/** The oldest Go that can build a module, by the module's `go` line. */
function oldestGoFor(module: string): string {
  const file = path.join(moduleDir(module), "go.mod");
  if (!existsSync(file)) throw new Error(`there is no Go module ${module} to build from`);
  return versionIn(/^go .*$/m.exec(readFileSync(file, "utf8"))?.[0] ?? "") ?? "unknown";
}

/** The folder of a module. */
export const moduleDir = (module: string): string => path.join(__dirname, "go", module);

interface Build extends GoProgram {
  /** The folder that the program is written to. */
  dir: string;
  started: number;
  setting: Setting;
}

/** Builds a program from the Go module proxy. */
export async function buildGo({ module, name, importPath, dir, started, setting }: Build): Promise<void> {
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${setting.version}`;
  const output = path.join(dir, setting.platform === "win32" ? `${name}.exe` : name);
  const timeLimit = AbortSignal.timeout(setting.buildTimeLimitMs);
  // The compiler is quicker without the symbols for debuggers, which the linker would drop again.
  const flags = [
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    "-gcflags=all=-dwarf=false",
    `-ldflags=-s -w ${version}`,
  ];
  const go = spawn("go", ["build", "-v", ...flags, "-o", output, importPath], {
    cwd: moduleDir(module),
    // Neither a C compiler nor another Go is fetched or needed, nor does a go.work above this folder matter.
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
