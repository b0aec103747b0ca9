import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import path from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/server";
import type { AepClient } from "../../provider/aep";
import { emulatorClient } from "../../tools/quickstart/emulator";

const root = path.join(__dirname, "..", "..");

/** How a command ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A running command. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

/** Where a command runs. */
export interface Place {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** Starts the built `aep-export` with only the given environment. */
export function start(args: string[], { env, cwd = root }: Place = {}): Running {
  const child = spawn(process.execPath, [path.join(root, "dist", "cli", "index.js"), ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(
    ([code, stdout, stderr]) => ({ code, stdout, stderr }),
  );
  return { child, ended };
}

/** Runs `aep-export` to its end. */
export const run = (args: string[], place?: Place): Promise<Ended> => start(args, place).ended;

/** An emulator with a dataset, and a client that makes jobs for it. */
export interface LocalAep {
  emulator: Emulator;
  client: AepClient;
  datasetId: string;
  /** Starts an export of all profiles and returns the id of the job. */
  createJob: () => Promise<string>;
}

export async function startAep(options: EmulatorOptions): Promise<LocalAep> {
  const emulator = await startEmulator(options);
  const client = emulatorClient(emulator.url);
  const datasetId = await client.datasets.create({
    name: "exports",
    schemaRef: {
      id: "https://ns.adobe.com/xdm/context/profile__union",
      contentType: "application/vnd.adobe.xed+json;version=1",
    },
    fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
  });
  const request = { destination: { datasetId }, schema: { name: "_xdm.context.profile" } };
  return { emulator, client, datasetId, createJob: async () => (await client.exportJobs.create(request)).id };
}
