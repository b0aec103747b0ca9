import axios from "axios";
import { closeSync, openSync } from "node:fs";
import type { Emulator, Faults } from "../../emulator/server";
import { EmulatorProcess } from "../../tools/emulatorProcess";

/** How often each fault has been met, by kind. */
export type FaultCounts = Record<string, number>;

/** What `GET /emulator/faults` answers of each rule. */
interface Rule {
  fault: string;
  met: number;
}

/** An emulator in a process of its own, which can be killed and started again at the same address. */
export class KillableEmulator implements Emulator {
  /** Faults met so far. */
  readonly met: FaultCounts = {};
  url = "";
  #process?: EmulatorProcess;
  #faults: Faults = {};

  private constructor(
    private readonly flags: string[],
    private readonly log: string,
  ) {}

  /** Starts one with these flags; what it complains of goes to a file. */
  static async start(flags: string[], log: string): Promise<KillableEmulator> {
    const emulator = new KillableEmulator(flags, log);
    emulator.url = await emulator.#run("0");
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
    await this.#process?.end("SIGKILL");
  }

  /** Starts it again on the same data, at the same address, with the same faults. */
  async restart(): Promise<void> {
    await this.#run(new URL(this.url).port);
    await axios.put(this.#faultsUrl, this.#faults);
  }

  async close(): Promise<void> {
    await this.#process?.end("SIGTERM");
  }

  #run(port: string): Promise<string> {
    const log = openSync(this.log, "a");
    this.#process = new EmulatorProcess(["--port", port, ...this.flags], { stderr: log });
    closeSync(log);
    return this.#process.url();
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
