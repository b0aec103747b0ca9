import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const command = path.join(__dirname, "..", "emulator", "dist", "cli.js");

/** Where a process leaves what it complains of: by default kept for {@link EmulatorProcess.end}, else shown or written to an open file. */
export type Complaints = "pipe" | "inherit" | number;

/** The emulator's command in a process of its own, as its users run it. It runs what is in emulator/dist. */
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

  /** The id of the process; undefined if there could be none. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits, once, for the line that says where it listens. */
  async url(): Promise<string> {
    if (this.#child.stdout === null) throw new Error("The emulator's output cannot be read");
    for await (const line of createInterface(this.#child.stdout)) {
      const url = /^aep-emulator listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
      if (url !== undefined) return url;
      throw new Error(`The emulator says something else than where it listens: ${line}`);
    }
    throw new Error(`The emulator ended before it was ready: ${this.flags.join(" ")}\n${this.#errors}`);
  }

  /** Waits for its end, after a signal if there is one to send; tells how it ended and what it complained of. */
  async end(signal?: NodeJS.Signals): Promise<{ code: number | null; errors: string }> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const closed = once(this.#child, "close");
      if (signal) this.#child.kill(signal);
      await closed;
    }
    return { code: this.#child.exitCode, errors: this.#errors };
  }
}
