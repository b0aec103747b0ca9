import { readFileSync, writeFileSync } from "node:fs";

/** The resident memory of a process in megabytes of a million bytes. NaN on systems other than Linux. */
export class ResidentMemory {
  constructor(private readonly pid: number | undefined) {}

  get nowMb(): number {
    return this.#status("VmRSS");
  }

  /** The highest value since {@link forgetPeak}. */
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
