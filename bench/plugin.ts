import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { extract } from "tar";
import { releasePlugin } from "../tools/release/plugin";
import { ResidentMemory } from "./residentMemory";
import { spreadOf, type Spread } from "./statistics";

/** What the released plugin costs. */
export interface PluginFigures {
  /** Milliseconds from its start until it prints its port. */
  startMs: Spread;
  /** Resident memory once it has started, in megabytes of a million bytes. */
  residentMb: Spread;
  /** Bytes of one tarball of the release. */
  packedBytes: number;
}

/** Measures the plugin as a release installs it. */
export async function measurePlugin({ rounds }: { rounds: number }): Promise<PluginFigures> {
  const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-bench-"));
  try {
    const release = path.join(dir, "release");
    const { files } = await releasePlugin(release);
    const tarball = path.join(release, files[0] ?? "");
    await extract({ file: tarball, cwd: dir });
    const starts: Start[] = [];
    for (let round = 0; round < 3 * rounds; round += 1)
      starts.push(await startOnce(path.join(dir, "main.cjs")));
    return {
      startMs: spreadOf(starts.map(({ ms }) => ms)),
      residentMb: spreadOf(starts.map(({ mb }) => mb)),
      packedBytes: statSync(tarball).size,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Start {
  ms: number;
  mb: number;
}

async function startOnce(file: string): Promise<Start> {
  const started = performance.now();
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    return { ms: performance.now() - started, mb: new ResidentMemory(child.pid).nowMb };
  } finally {
    const ended = once(child, "exit");
    child.kill();
    await ended;
  }
}
