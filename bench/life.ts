import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { isDeepStrictEqual } from "node:util";
import type { PulumiCli } from "../tools/pulumiCli/find";
import { phases, type Peer, type Phase, type Site, type Workplace } from "./peer";
import { Stub, stubCredentials, type StubOptions, type Traffic } from "./stub";

/** The cost of one command. */
export interface Cost extends Traffic {
  wallMs: number;
  /** CPU time on all cores, user and system, of the command and the processes that it waited for. */
  cpuMs: number;
}

/** One life of N pairs, from create to destroy. */
export interface Life {
  peer: string;
  pairs: number;
  costs: Partial<Record<Phase, Cost>>;
  /** Bytes of state once all pairs were made. */
  stateBytes: number;
  /** The credentials that the state holds in plain text. */
  secretsInState: string[];
}

/** Runs a life in a folder of its own. Throws an error if a phase fails or does not do what it should. */
export async function live(
  peer: Peer,
  { pairs, cli, latencyMs }: { pairs: number; cli: PulumiCli; latencyMs?: number },
): Promise<Life> {
  return atSite(peer, { pairs, cli, stub: { latencyMs } }, async (workplace, stub) => {
    const life: Life = { peer: peer.name, pairs, costs: {}, stateBytes: 0, secretsInState: [] };
    for (const phase of phases) {
      const command = workplace.command(phase);
      if (command === undefined) continue;
      stub.takeTraffic();
      const run = await runMeasured(command, workplace);
      if (run.code !== 0) throw new Error(`${peer.name}, ${phase} of ${pairs} pairs failed:\n${run.output}`);
      life.costs[phase] = { wallMs: run.wallMs, cpuMs: run.cpuMs, ...stub.takeTraffic() };
      mustHold(stub, { peer, pairs, phase });
      if (phase === "create") {
        const state = filesAt(workplace.state).map((file) => readFileSync(file, "utf8"));
        life.stateBytes = state.reduce((sum, file) => sum + Buffer.byteLength(file), 0);
        life.secretsInState = (["accessToken", "clientSecret"] as const).filter((secret) =>
          state.some((file) => file.includes(stubCredentials[secret])),
        );
      }
    }
    return life;
  });
}

/** Opens a stub and a folder, and closes both. */
export async function atSite<Result>(
  peer: Peer,
  { stub: options, ...site }: Omit<Site, "dir" | "url"> & { stub: StubOptions },
  work: (workplace: Workplace, stub: Stub) => Promise<Result>,
): Promise<Result> {
  const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-bench-"));
  const stub = await Stub.open({ jobs: peer.jobs, ...options });
  try {
    return await work(await peer.prepare({ ...site, dir, url: stub.url }), stub);
  } finally {
    await stub.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs a command and measures it, in Bash, since Node cannot measure the CPU time of a tree of processes. */
export async function runMeasured(
  command: string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number | null; output: string; wallMs: number; cpuMs: number }> {
  const started = performance.now();
  const script = 'TIMEFORMAT="%U %S"; { time "$@" 2>&1; } 2>&3';
  const child = spawn("bash", ["-c", script, "bash", ...command], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  const [output, times, [code]] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stdio[3] as Readable),
    once(child, "close") as Promise<[number | null]>,
  ]);
  const seconds = times.trim().split(/\s+/).map(Number);
  const cpuMs = seconds.reduce((sum, each) => sum + each, 0) * 1000;
  return { code, output, wallMs: performance.now() - started, cpuMs };
}

function mustHold(stub: Stub, { peer, pairs, phase }: { peer: Peer; pairs: number; phase: Phase }): void {
  const gone = phase === "destroy";
  const { datasets = (all: number) => all, inPlaceOfJob } = peer;
  const made = (kind: Peer["inPlaceOfJob"]) => (inPlaceOfJob === kind ? pairs : 0);
  const wanted = {
    datasets: gone ? 0 : datasets(pairs),
    jobs: made(undefined),
    expirations: gone ? 0 : made("expiration"),
    segments: gone ? 0 : made("segment"),
  };
  const found = {
    datasets: stub.datasets.size,
    jobs: stub.jobs.size,
    expirations: stub.expirations.size,
    segments: stub.segments.size,
  };
  if (!isDeepStrictEqual(found, wanted) || (gone && stub.jobsAtWork.length > 0)) {
    throw new Error(
      `${peer.name}: after ${phase} the stub holds ${JSON.stringify(found)} and ${stub.jobsAtWork.length} jobs at work, ` +
        `where ${JSON.stringify(wanted)} was due`,
    );
  }
}

function filesAt(place: string): string[] {
  if (!existsSync(place)) return [];
  return statSync(place).isFile() ? [place] : readdirSync(place).map((name) => path.join(place, name));
}
