import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { CommandError } from "../command";
import type { PulumiCli } from "../pulumiCli/find";
import { emulatorEnv } from "./emulator";
import { isRunning, runDir, waitUntil, type Program } from "./run";

const stackName = "local";

const backendDir = path.join(runDir, "backend");

/**
 * The environment of a CLI that keeps state in a local folder and does not use the accounts, plugins and settings of
 * the user. Its programs call an emulator.
 */
export function stackEnv(at: { cli: PulumiCli; dir: string; url: string | undefined }): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(at.url && emulatorEnv(at.url)),
    PATH: at.cli.binDir + path.delimiter + process.env.PATH,
    PULUMI_BACKEND_URL: `file://${path.join(at.dir, "backend")}`,
    PULUMI_HOME: path.join(at.dir, "pulumi-home"),
    PULUMI_STACK: stackName,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // `npm test` checks types. Here it would cost each command a second.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}

/** The stack of the quickstart. */
export class Stack {
  constructor(
    private readonly cli: PulumiCli,
    private readonly url: string | undefined,
    private readonly program: Program,
  ) {}

  async init(signal: AbortSignal): Promise<void> {
    await makeFolder(backendDir);
    await this.run(["stack", "init", stackName], signal);
  }

  /** Removes the lock of a CLI that was killed. A CLI that still runs keeps its lock. */
  async unlock(): Promise<void> {
    const holders = lockHolders();
    if (holders.length > 0 && !holders.some(isRunning)) await this.run(["cancel", "--yes"]);
  }

  async outputs(): Promise<Record<string, unknown>> {
    const args = ["stack", "output", "--json"];
    const { stdout } = await promisify(execFile)(this.#pulumi, args, this.#options).catch(
      (error: unknown) => {
        throw new CommandError(
          `pulumi ${args.join(" ")} failed: ${(error as { stderr: string }).stderr.trim()}`,
        );
      },
    );
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /**
   * Runs a command of the CLI in the user's terminal. Throws an error that names the command when it fails.
   *
   * In a terminal, the CLI gets a Ctrl-C itself. `signal` is for a process without a terminal. The CLI ends in good
   * order at the first interrupt and stops at once at the second, so it must not get both.
   */
  async run(args: string[], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const terminal = process.stdin.isTTY && process.stdout.isTTY;
    const child = spawn(this.#pulumi, args, {
      ...this.#options,
      stdio: terminal ? "inherit" : ["ignore", "inherit", "inherit"],
      detached: !terminal,
    });
    const interrupt = () => child.kill("SIGINT");
    if (!terminal) signal?.addEventListener("abort", interrupt);
    try {
      const [code] = (await once(child, "close")) as [number | null];
      signal?.throwIfAborted();
      if (code !== 0) throw new CommandError(`pulumi ${args.join(" ")} failed (see above).`, code ?? 1);
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }

  get #pulumi(): string {
    return path.join(this.cli.binDir, process.platform === "win32" ? "pulumi.exe" : "pulumi");
  }

  get #options() {
    const { PATH, ...env } = stackEnv({ cli: this.cli, dir: runDir, url: this.url });
    const { cwd, path: folders } = this.program;
    return { cwd, env: { ...env, PATH: [...folders, PATH].join(path.delimiter) } };
  }
}

/** Waits for a CLI that still works on the stack after its `npm start` was killed. */
export async function waitForLockHolders(timeLimitMs: number): Promise<void> {
  const pid = lockHolders().find(isRunning);
  if (pid === undefined) return;
  console.log(`Waiting for the Pulumi CLI of an earlier run to end (process ${pid})…`);
  await waitUntil(() => !lockHolders().some(isRunning), timeLimitMs);
}

/** Process ids in the lock files of the local backend. */
function lockHolders(): number[] {
  const locks = path.join(backendDir, ".pulumi", "locks");
  try {
    return readdirSync(locks, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => (JSON.parse(readFileSync(path.join(locks, name), "utf8")) as { pid: number }).pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
