import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, copyFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { build, moduleDir, requireGo } from "./build";
import { findCached, keepInCache, type Kept } from "./cache";
import { folderOnPath } from "./installation";
import type { Setting } from "./setting";

const sdk = "github.com/pulumi/pulumi/sdk/v3";

/** A Go program that is built from source, from a module under `go/`. */
interface GoProgram {
  module: string;
  name: string;
  importPath: string;
  /** Adds what the program needs beside itself. */
  complete?: (dir: string, setting: Setting) => Promise<void>;
}

const generator: GoProgram = { module: "sdks", name: "sdks", importPath: "." };

const hosts = {
  python: {
    module: "language",
    name: "pulumi-language-python",
    importPath: `${sdk}/python/cmd/pulumi-language-python`,
    complete: copyScript,
  },
  go: { module: "language", name: "pulumi-language-go", importPath: `${sdk}/go/pulumi-language-go` },
  java: {
    module: "sdks",
    name: "pulumi-language-java",
    importPath: "github.com/pulumi/pulumi-java/pkg/cmd/pulumi-language-java",
  },
} satisfies Record<string, GoProgram>;

/** A language whose programs the official CLI runs, and for which a host can be built. */
export type HostLanguage = keyof typeof hosts;

/**
 * Finds the host with which a CLI runs programs of a language, and returns its folder: the one
 * beside the CLI or on PATH, one kept by an earlier search, or one built from source.
 *
 * @param cliDir The folder of the CLI.
 */
export async function findHost(language: HostLanguage, cliDir: string, setting: Setting): Promise<string> {
  const host: GoProgram = hosts[language];
  const env = { PATH: cliDir + path.delimiter + (setting.env.PATH ?? "") };
  return folderOnPath(host.name, { env, platform: setting.platform }) ?? built(host, setting);
}

/** The program that writes SDKs. */
export const findGenerator = async (setting: Setting): Promise<string> =>
  path.join(await built(generator, setting), generator.name);

async function built(program: GoProgram, setting: Setting): Promise<string> {
  const kept: Kept = {
    name: `${program.name}-${fingerprint(program)}`,
    inspect: (dir) =>
      folderOnPath(program.name, { env: { PATH: dir }, platform: setting.platform }) === undefined
        ? Promise.reject(new Error(`no ${program.name} in ${dir}`))
        : Promise.resolve(),
  };
  try {
    return findCached(setting, kept);
  } catch {
    await requireGo(setting, program.module);
    setting.say(`Building ${program.name} from source with Go: once, for a minute or two.`);
    const fill = async (dir: string): Promise<void> => {
      await build({ ...program, dir, started: Date.now(), setting });
      await program.complete?.(dir, setting);
    };
    return keepInCache(setting, fill, kept);
  }
}

/** Changes with the sources of a program: the versions of its modules, and its own files. */
function fingerprint({ module }: GoProgram): string {
  const files = ["go.mod", "go.sum", "main.go"].map((name) => path.join(moduleDir(module), name));
  const hash = createHash("sha256");
  for (const file of files) if (existsSync(file)) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

/** Python's host runs a program by a script that lies beside it. */
async function copyScript(dir: string, { env, signal }: Setting): Promise<void> {
  const { stdout } = await promisify(execFile)("go", ["list", "-m", "-f", "{{.Dir}}", sdk], {
    cwd: moduleDir("language"),
    env: { ...env, GOTOOLCHAIN: "local", GOWORK: "off" },
    signal,
  });
  const name = "pulumi-language-python-exec";
  await copyFile(path.join(stdout.trim(), "python", "cmd", name), path.join(dir, name));
  // In the module cache it can be neither written nor run.
  await chmod(path.join(dir, name), 0o755);
}
