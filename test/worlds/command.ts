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
  /** Whether it was killed since it took too long. */
  timedOut: boolean;
}

/** What of a command is killed: all of it, the CLI alone, or the processes that serve its resources. */
export type Victim = "all" | "cli" | "plugin";

/** A command of the CLI under way, in a process group of its own, as a shell would start it. */
export class Command {
  output = "";
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  /** What it had started when it was killed. */
  #started: Process[] = [];

  constructor(args: string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.#child = spawn("pulumi", args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const collect = (chunk: Buffer) => (this.output += chunk.toString());
    this.#child.stdout?.on("data", collect);
    this.#child.stderr?.on("data", collect);
    let timedOut = false;
    const limit = setTimeout(() => (timedOut = this.kill()), timeLimitMs);
    this.ended = once(this.#child, "close").then(([code]: unknown[]) => {
      clearTimeout(limit);
      const changes = changesIn(this.output);
      return { code: code as number | null, output: this.output, changes, timedOut };
    });
  }

  /** Resolves when it has printed what the pattern matches. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.#child.exitCode !== null) throw new Error(`It ended without ${pattern}:\n${this.output}`);
      await sleep(20);
    }
  }

  /** Ctrl-C; tells whether it came in time. */
  interrupt(): boolean {
    if (this.#hasEnded) return false;
    process.kill(-this.#pid, "SIGINT");
    return true;
  }

  /** Ends processes of the command without a chance to say anything; tells whether there was one. */
  kill(victim: Victim = "all"): boolean {
    if (this.#hasEnded) return false;
    this.#started = startedBy(this.#pid);
    const others = this.#started.filter(({ args }) => victim === "all" || isPlugin.test(args));
    const pids = victim === "cli" ? [] : others.map(({ pid }) => pid);
    if (victim !== "plugin") pids.unshift(this.#pid);
    pids.forEach(end);
    return pids.length > 0;
  }

  /** Ends the command, and what has outlived it. */
  close(): void {
    this.kill();
    const running = new Map(processes().map(({ pid, args }) => [pid, args]));
    for (const { pid, args } of this.#started) if (running.get(pid) === args) end(pid);
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
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

/** The arguments of a process that serves dynamic resources, or those of the native plugin. */
const isPlugin = /dynamic-provider|plugin\/main\.cjs/;

interface Process {
  pid: number;
  parent: number;
  args: string;
}

/** All that a process has started. The CLI's plugins and programs are in process groups of their own. */
function startedBy(ancestor: number): Process[] {
  const all = processes();
  const children = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...children(child.pid)]);
  return children(ancestor);
}

function processes(): Process[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return [...table.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, args = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    args,
  }));
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
