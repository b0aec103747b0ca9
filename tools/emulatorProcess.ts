import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const command = path.join(__dirname, "..", "emulator", "dist", "cli.js");

/** Where the stderr of a process goes: kept for {@link EmulatorProcess.end} by default, or shown, or written to an open file. */
export type Complaints = "pipe" | "inherit" | number;

/** The command of the emulator in its own process, as users run it. It runs the compiled code in emulator/dist. */
export class EmulatorProcess {
  readonly #child: ChildProcess;
  #errors = "";

  constructor(
    private readonly flags: string[],
    { env, stderr = "pipe" }: { env?: NodeJS.ProcessEnv; stderr?: Complaints } = {},
  ) {
    this.#child = spawn(process.execPath, [command, ...flags], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", stderr],
    });
    this.#child.stderr?.on("data", (text: Buffer) => (this.#errors += text.toString()));
  }

  /** The id of the process. Undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits for the line with the address. Call it once only. */
  async url(): Promise<string> {
    if (this.#child.stdout === null) throw new Error("The emulator's output cannot be read");
    for await (const line of createInterface(this.#child.stdout)) {
      const url = /^aep-emulator listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
      if (url !== undefined) return url;
      throw new Error(`The emulator says something else than where it listens: ${line}`);
    }
    throw new Error(`The emulator ended before it was ready: ${this.flags.join(" ")}\n${this.#errors}`);
  }

  /** Sends the signal, if one is given, and waits for the end. Returns the exit code and what is kept of stderr. */
  async end(signal?: NodeJS.Signals): Promise<{ code: number | null; errors: string }> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = once(this.#child, "close");
      if (signal) this.#child.kill(signal);
      await closed;
    }
    return { code: this.#child.exitCode, errors: this.#errors };
  }
}
