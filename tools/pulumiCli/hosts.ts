import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, copyFile, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { buildGo, moduleDir, requireGo, type GoProgram } from "./goBuild";
import type { Setting } from "./setting";

const sdk = "github.com/pulumi/pulumi/sdk/v3";

/** The Go programs for languages other than Node's that machines without an ordinary CLI build for themselves. */
const programs = {
  sdks: { module: "sdks", name: "sdks", importPath: "." },
  python: {
    module: "language",
    name: "pulumi-language-python",
    importPath: `${sdk}/python/cmd/pulumi-language-python`,
  },
  go: { module: "language", name: "pulumi-language-go", importPath: `${sdk}/go/pulumi-language-go` },
  java: {
    module: "sdks",
    name: "pulumi-language-java",
    importPath: "github.com/pulumi/pulumi-java/pkg/cmd/pulumi-language-java",
  },
} satisfies Record<string, GoProgram>;

/** A language of which a host can be built. */
export type HostLanguage = "python" | "go" | "java";

/** The folder of the language host; put on PATH, it is the one that the CLI finds. */
export const findHost = (language: HostLanguage, setting: Setting): Promise<string> =>
  built(programs[language], setting);

/** The program that writes SDKs. */
export const findGenerator = async (setting: Setting): Promise<string> =>
  path.join(await built(programs.sdks, setting), programs.sdks.name);

/** The folder of a program that an earlier run has kept, or that is built now. */
async function built(program: GoProgram, setting: Setting): Promise<string> {
  const kept = path.join(
    setting.cacheDir,
    `${program.name}-${fingerprint(program)}-${setting.platform}-${setting.arch}`,
  );
  if (existsSync(kept)) return kept;
  await requireGo(program.module, setting);
  await makeFolder(setting.cacheDir);
  const unfinished = await mkdtemp(path.join(setting.cacheDir, "unfinished-"));
  try {
    setting.say(`Building ${program.name} from source with Go: once, for some minutes.`);
    await buildGo({ ...program, dir: unfinished, started: Date.now(), setting });
    if (program === programs.python) await copyScript(unfinished, setting);
    await rename(unfinished, kept).catch((error: unknown) => {
      // Another process was quicker.
      if (!existsSync(kept)) throw error;
    });
    return kept;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
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
  // What the module cache holds is nobody's to write, and no program.
  await chmod(path.join(dir, name), 0o755);
}
