import axios from "axios";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { AepClient, readSettings, type AepSettings } from "../../provider/aep";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { CommandError } from "../command";
import { isRunning, projectDir, runDir, waitUntil } from "./run";

const startTimeLimitMs = 20_000;
const stopTimeLimitMs = 10_000;

/** The environment in which a program talks to an emulator. */
export function emulatorEnv(url: string): Record<string, string> {
  return {
    AEP_BASE_URL: url,
    AEP_IMS_URL: url,
    AEP_CLIENT_ID: "local-client",
    AEP_CLIENT_SECRET: "local-secret",
    AEP_ORG_ID: "LOCAL@AdobeOrg",
    AEP_SANDBOX_NAME: "prod",
  };
}

/** The same as settings of a client. */
export function emulatorSettings(url: string): AepSettings {
  const read = readSettings({ config: () => undefined, env: emulatorEnv(url) });
  if ("problems" in read) throw new Error(read.problems.join(" "));
  return read.settings;
}

/** A client of an emulator. */
export const emulatorClient = (url: string): AepClient => new AepClient(emulatorSettings(url));

/** Starts an emulator that outlives this process and a Ctrl-C in its terminal. Returns its address and process id. */
export async function startEmulator(): Promise<{ url: string; emulator: number }> {
  await makeFolder(runDir);
  const log = path.join(runDir, "emulator.log");
  const output = openSync(log, "w");
  const command = path.join(projectDir, "emulator", "dist", "cli.js");
  const child = spawn(process.execPath, [command, "--port", "0", "--data", path.join(runDir, "emulator")], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  child.unref();

  const address = () => /https?:\/\/[\w.:[\]-]+/.exec(readFileSync(log, "utf8"))?.[0];
  const ended = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  await waitUntil(() => address() !== undefined || ended(), startTimeLimitMs);
  const url = address();
  if (url === undefined || ended() || child.pid === undefined) {
    child.kill();
    const cause = ended() ? "it ended" : `it said nothing for ${startTimeLimitMs / 1000} s`;
    throw new CommandError(`Starting the emulator failed: ${cause}.\n${readFileSync(log, "utf8").trim()}`);
  }
  return { url, emulator: child.pid };
}

/** Whether the process exists and its address answers. Without an answer, the process id may be that of another program. */
export async function isEmulatorUp({ url, emulator }: { url: string; emulator: number }): Promise<boolean> {
  if (!isRunning(emulator)) return false;
  const answer = axios.get(url, { timeout: 2_000, validateStatus: () => true });
  return answer.then(
    () => true,
    () => false,
  );
}

export async function stopEmulator({ emulator }: { emulator: number }): Promise<void> {
  if (!isRunning(emulator)) return;
  process.kill(emulator, "SIGTERM");
  if (await waitUntil(() => !isRunning(emulator), stopTimeLimitMs)) return;
  process.kill(emulator, "SIGKILL");
}
