import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { examplesDir } from "./example";

export const ciDir = path.join(examplesDir, "ci");

/** The scripts that take a stack. */
export const stackScripts = readdirSync(path.join(ciDir, "scripts"))
  .filter((file) => file.endsWith(".sh") && file !== "settings.sh")
  .map((file) => path.basename(file, ".sh"));

/** Fills a folder as examples/ci/README.md describes: the project, with the scripts in `ci`. */
export function layOut(folder: string): void {
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(examplesDir, "environments"), folder, { recursive: true });
  cpSync(path.join(ciDir, "scripts"), path.join(folder, "ci"), { recursive: true });
  cpSync(path.join(ciDir, "shell", "run.sh"), path.join(folder, "ci", "run.sh"));
}

/** How a step of a pipeline ended. */
export interface Step {
  code: number;
  /** The text of both output streams. */
  output: string;
}

/** A step that takes longer is ended, and fails. */
const timeLimitMs = 90_000;

/** Runs a line of a pipeline in the shell that CI systems use. */
export function runStep(line: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Step> {
  return new Promise((resolve) => {
    execFile(
      "bash",
      ["--noprofile", "--norc", "-e", "-c", line],
      { cwd, env, timeout: timeLimitMs },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, output: stdout + stderr });
      },
    );
  });
}
