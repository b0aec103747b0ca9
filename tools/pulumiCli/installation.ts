import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Setting } from "./setting";
import { isAtLeast, oldestPulumiVersion, versionIn } from "./version";

/** Programs that `pulumi` needs beside it or on PATH, to run Node programs with dynamic resources. */
const companions = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** The folder on PATH that holds an executable of that name, or undefined. */
export function folderOnPath(
  name: string,
  { env, platform }: Pick<Setting, "env" | "platform">,
): string | undefined {
  const searchPath = env.PATH ?? env.Path ?? "";
  return searchPath.split(path.delimiter).find((dir) => dir !== "" && executableIn(dir, name, platform));
}

/**
 * The version of the CLI in a folder.
 *
 * Throws an error if the CLI does not answer, is too old, or cannot run a Node program.
 */
export async function inspectInstallation(binDir: string, setting: Setting): Promise<string> {
  const pulumi = executableIn(binDir, "pulumi", setting.platform);
  if (pulumi === undefined) throw new Error(`no pulumi in ${binDir}`);

  const version = await askVersion(pulumi, setting);
  if (!isAtLeast(version, oldestPulumiVersion)) {
    throw new Error(`${pulumi} is version ${version}; ${oldestPulumiVersion} or later is needed`);
  }
  // If PATH has a link to the CLI, the CLI looks in the folder that the link points to.
  const ownDir = path.dirname(realpathSync(pulumi));
  for (const name of companions) {
    if (!executableIn(ownDir, name, setting.platform) && !folderOnPath(name, setting)) {
      throw new Error(`${pulumi} cannot run Node programs: no ${name} beside it or on PATH`);
    }
  }
  return version;
}

function askVersion(pulumi: string, { env, platform, answerTimeLimitMs, signal }: Setting): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: answerTimeLimitMs,
      killSignal: "SIGKILL" as const,
      shell: platform === "win32" && pulumi.endsWith(".cmd"),
      signal,
    };
    execFile(pulumi, ["version"], options, (error, stdout) => {
      const version = versionIn(stdout);
      if (error?.killed) reject(new Error(`${pulumi} did not answer within ${answerTimeLimitMs / 1000} s`));
      else if (error)
        reject(new Error(`${pulumi} does not run (${error.code ?? error.signal ?? error.message})`));
      else if (version === undefined) reject(new Error(`${pulumi} does not say its version`));
      else resolve(version);
    });
  });
}

function executableIn(dir: string, name: string, platform: NodeJS.Platform): string | undefined {
  const extensions = platform === "win32" ? [".exe", ".cmd"] : [""];
  return extensions.map((extension) => path.join(dir, name + extension)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
