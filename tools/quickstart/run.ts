import { existsSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../provider/aep/exports/download/folder";

export const projectDir = path.join(__dirname, "..", "..");

/** The folder of a quickstart: state, data of the emulator, exported files. It may be deleted if nothing is up. */
export const runDir = path.join(projectDir, ".aep");

/** Where the CLI runs the program of a quickstart. */
export interface Program {
  cwd: string;
  /** Folders that stand first on PATH: what the CLI needs for programs of the language. */
  path: string[];
}

/** The program in TypeScript. */
export const typescriptProgram: Program = { cwd: projectDir, path: [] };

/** What a running quickstart writes down for other commands. */
export interface Run {
  /** The address of the emulator. */
  url: string;
  /** Process id of the emulator. */
  emulator: number;
  /** Process id of the `npm start` that it belongs to. */
  owner: number;
  program: Program;
  /** Whether it stays up after the end of its `npm start`. */
  kept: boolean;
}

const file = path.join(runDir, "run.json");

/** The run that is up, or whose processes were killed. Undefined if the last run ended properly. */
export function readRun(): Run | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Run) : undefined;
}

export async function writeRun(run: Run): Promise<void> {
  await makeFolder(runDir);
  await writeFile(file, JSON.stringify(run));
}

export async function forgetRun(): Promise<void> {
  await rm(file, { force: true });
}

/** Whether a process with that id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Waits for a condition. Returns false if the time is over first. */
export async function waitUntil(condition: () => boolean, timeLimitMs: number): Promise<boolean> {
  const end = Date.now() + timeLimitMs;
  while (!condition()) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
