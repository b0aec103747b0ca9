import { readFileSync, writeFileSync } from "node:fs";

/** How much memory of a process is resident, in megabytes of a million bytes. Linux only; NaN elsewhere. */
export class ResidentMemory {
  constructor(private readonly pid: number | undefined) {}

  get nowMb(): number {
    return this.#status("VmRSS");
  }

  /** The most since {@link forgetPeak}. */
  get peakMb(): number {
    return this.#status("VmHWM");
  }

  forgetPeak(): void {
    if (process.platform === "linux") writeFileSync(`/proc/${this.pid}/clear_refs`, "5");
  }

  #status(key: string): number {
    if (process.platform !== "linux") return NaN;
    const [, kilobytes] =
      new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${this.pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1000;
  }
}
