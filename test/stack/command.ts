import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** A command that takes longer hangs. */
const timeLimitMs = 90_000;

/** A command of the CLI that has ended. */
export interface Ended {
  /** Null if a signal ended it. */
  code: number | null;
  /** All it printed, on both streams. */
  output: string;
  /** What it says at the end of resources, e.g. `{ created: 2, unchanged: 1 }`. */
  changes: Record<string, number>;
}

/** A command of the CLI under way, in a process group of its own, as a shell would start it. */
export class Command {
  output = "";
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;

  constructor(args: string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#child = spawn("pulumi", args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const collect = (chunk: Buffer) => (this.output += chunk.toString());
    this.#child.stdout?.on("data", collect);
    this.#child.stderr?.on("data", collect);
    const limit = setTimeout(() => this.kill(), timeLimitMs);
    this.ended = once(this.#child, "close").then(([code]: unknown[]) => {
      clearTimeout(limit);
      return { code: code as number | null, output: this.output, changes: changesIn(this.output) };
    });
  }

  /** Resolves when it has printed what the pattern matches. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.#child.exitCode !== null) throw new Error(`It ended without ${pattern}:\n${this.output}`);
      await sleep(20);
    }
  }

  /** Ctrl-C. */
  interrupt(): void {
    process.kill(-this.#pid, "SIGINT");
  }

  /** Ends the CLI and all that it started, without a chance to say anything. */
  kill(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    for (const pid of [this.#pid, ...descendantsOf(this.#pid)]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }

  get #pid(): number {
    if (this.#child.pid === undefined) throw new Error("pulumi could not be started");
    return this.#child.pid;
  }
}

/** `    + 3 created` and `    2 unchanged` under the headline `Resources:`. */
function changesIn(output: string): Record<string, number> {
  const [, block = ""] = /^Resources:\n((?: {4}.*\n)+)/m.exec(output) ?? [];
  const lines = [...block.matchAll(/(\d+) (?:to )?(?!changes)([a-z]+)/g)];
  return Object.fromEntries(lines.map(([, count, change = ""]): [string, number] => [change, Number(count)]));
}

/** Ids of all that a process has started. The CLI's plugins and programs are in process groups of their own. */
function descendantsOf(ancestor: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = (parent: number): number[] =>
    pairs.flatMap(([pid, ppid]): number[] =>
      ppid === parent && pid !== undefined ? [pid, ...children(pid)] : [],
    );
  return children(ancestor);
}
