import { readdirSync, readFileSync } from "node:fs";

/** What the process list shows of this process's descendants, from a start to a stop. Linux only. */
export class CommandLines {
  /** Each as it was started, its arguments with spaces between. */
  readonly seen = new Set<string>();
  readonly #timer = setInterval(() => this.#look(), 50).unref();

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const parents = new Map<string, string>();
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1];
      if (parent !== undefined) parents.set(pid, parent);
    }
    const isOurs = (pid: string | undefined): boolean =>
      pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
    for (const [pid, parent] of parents) {
      if (isOurs(parent)) this.seen.add(read(`/proc/${pid}/cmdline`).replaceAll("\0", " "));
    }
  }
}

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
