import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { CommandError } from "./command";

/** Makes a virtual environment with an SDK in it, and returns the folder of its programs. */
export async function installPythonSdk(
  { sdk, venv }: { sdk: string; venv: string },
  signal?: AbortSignal,
): Promise<string> {
  const binaries = path.join(venv, process.platform === "win32" ? "Scripts" : "bin");
  await run("python3", ["-m", "venv", venv], signal);
  await run(path.join(binaries, "python"), ["-m", "pip", "install", "--quiet", "--no-compile", sdk], signal);
  return binaries;
}

async function run(command: string, args: string[], signal?: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(command, args, { signal, maxBuffer: 2 ** 26 });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = "", message } = error as Error & { stderr?: string };
    throw new CommandError(
      `\`${[path.basename(command), ...args].join(" ")}\` failed: ${stderr.trim() || message}\n` +
        "Python 3.9 or later with venv and pip is needed, and access to a package index.",
    );
  }
}
