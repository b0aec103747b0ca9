import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const program = path.join(__dirname, "..", "emulator", "dist", "cli.js");

/** An emulator in a process of its own, as a user starts it. */
export class EmulatorProcess {
  private constructor(
    readonly url: string,
    /** Milliseconds from its start until it said where it listens. */
    readonly readyMs: number,
    private readonly child: ChildProcess,
  ) {}

  static async start({ data, profiles }: { data: string; profiles?: string }): Promise<EmulatorProcess> {
    const started = performance.now();
    const own = profiles === undefined ? [] : ["--profiles", profiles];
    const child = spawn(process.execPath, [program, "--port", "0", "--data", data, ...own], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      said += chunk.toString();
      const [url] = /http:\/\/\S+/.exec(said) ?? [];
      if (url !== undefined) return new EmulatorProcess(url, performance.now() - started, child);
    }
    throw new Error(`The emulator ended before it was ready: ${said}`);
  }

  /** Resident megabytes now. Linux only; NaN elsewhere. */
  get residentMb(): number {
    return this.#status("VmRSS");
  }

  /** The most that was resident since {@link forgetPeak}. Linux only; NaN elsewhere. */
  get peakMb(): number {
    return this.#status("VmHWM");
  }

  forgetPeak(): void {
    if (process.platform === "linux") writeFileSync(`/proc/${this.child.pid}/clear_refs`, "5");
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill("SIGTERM");
    await once(this.child, "exit");
  }

  #status(key: string): number {
    if (process.platform !== "linux") return NaN;
    const [, kilobytes] =
      new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1000;
  }
}
