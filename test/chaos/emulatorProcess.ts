import axios from "axios";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Emulator, Faults } from "../../emulator/server";

const command = path.join(__dirname, "..", "..", "emulator", "dist", "cli.js");

/** How often each fault has been met, by kind. */
export type FaultCounts = Record<string, number>;

/** What `GET /emulator/faults` answers of each rule. */
interface Rule {
  fault: string;
  met: number;
}

/** An emulator in a process of its own, which can be killed and started again at the same address. */
export class EmulatorProcess implements Emulator {
  /** Faults met so far. */
  readonly met: FaultCounts = {};
  url = "";
  #child?: ChildProcess;
  #faults: Faults = {};

  private constructor(
    private readonly args: string[],
    private readonly log: string,
  ) {}

  /** Starts one with these flags; what it complains of goes to a file. */
  static async start(args: string[], log: string): Promise<EmulatorProcess> {
    const emulator = new EmulatorProcess(args, log);
    emulator.url = await emulator.#run(0);
    return emulator;
  }

  /** Makes these the faults from now on. */
  async misbehave(faults: Faults): Promise<void> {
    await this.#countFaults();
    this.#faults = faults;
    await axios.put(this.#faultsUrl, faults);
  }

  /** Kills it at once. */
  async kill(): Promise<void> {
    await this.#countFaults();
    await this.#end("SIGKILL");
  }

  /** Starts it again on the same data, at the same address, with the same faults. */
  async restart(): Promise<void> {
    await this.#run(Number(new URL(this.url).port));
    await axios.put(this.#faultsUrl, this.#faults);
  }

  close(): Promise<void> {
    return this.#end("SIGTERM");
  }

  async #run(port: number): Promise<string> {
    const args = [command, "--port", String(port), ...this.args];
    const log = openSync(this.log, "a");
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", log] });
    closeSync(log);
    this.#child = child;
    if (child.stdout === null) throw new Error("The emulator's output cannot be read");
    for await (const line of createInterface(child.stdout)) {
      const url = /http:\S+/.exec(line)?.[0];
      if (url !== undefined) return url;
    }
    throw new Error(`The emulator ended before it was ready: ${args.join(" ")}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill(signal);
    await ended;
  }

  get #faultsUrl(): string {
    return `${this.url}/emulator/faults`;
  }

  async #countFaults(): Promise<void> {
    const { data } = await axios.get<{ calls?: Rule[]; jobs?: Rule[] }>(this.#faultsUrl);
    for (const { fault, met } of [...(data.calls ?? []), ...(data.jobs ?? [])])
      if (met > 0) this.met[fault] = (this.met[fault] ?? 0) + met;
  }
}
