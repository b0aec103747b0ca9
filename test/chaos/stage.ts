import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Ended } from "../worlds/command";
import type { Project } from "../worlds/project";
import { disturbedCommand, type Disturbed } from "./disturbedCommand";
import type { KillableEmulator } from "../worlds/killableEmulator";
import type { Disturbance } from "./randomPlan";
import { Sightings } from "./sightings";
import type { Breach } from "./tally";
import { Transcript } from "./transcript";

/** Where a stack lives: runs its commands, one after the other, and keeps a record of them. */
export class Stage {
  readonly transcript = new Transcript();
  readonly breaches: Breach[] = [];
  readonly sightings: Sightings;
  /** Kills, by what was killed. */
  readonly kills: Record<string, number> = {};
  /** Commands of the CLI. */
  commands = 0;

  constructor(
    readonly project: Project,
    readonly emulator: KillableEmulator,
  ) {
    this.sightings = new Sightings(project);
  }

  /** Runs a command of the CLI, mending and unlocking the stack before it if need be. */
  async run(args: string[], disturbance?: Disturbance): Promise<Ended> {
    this.#mendState();
    if (this.#isLocked) await this.#run(["cancel", "--yes"]);
    return this.#run(args, disturbance);
  }

  async #run(args: string[], disturbance?: Disturbance): Promise<Ended> {
    this.commands += 1;
    this.transcript.note(`pulumi ${[...args, ...(disturbance?.options ?? [])].join(" ")}`);
    await this.sightings.look();
    const ended: Disturbed = await (disturbance
      ? this.#disturbed(args, disturbance)
      : this.project.start(...args).ended);
    this.transcript.note(`ended with ${ended.code}:\n${ended.output.replace(/^/gm, "      ")}`);
    if (ended.timedOut)
      this.breaches.push({ kind: "command failed", what: `${args[0]} did not end:\n${endOf(ended)}` });
    // What the engine says of processes that are gone is its own.
    const isKilled = ended.struck !== undefined && ended.struck !== "emulator" && ended.struck !== "ctrl-c";
    if (!isKilled && !disturbance?.options.includes("-v=9") && stackTrace.test(ended.output))
      this.breaches.push({ kind: "stack trace shown", what: endOf(ended) });
    await this.sightings.look();
    return ended;
  }

  async #disturbed(args: string[], disturbance: Disturbance): Promise<Disturbed> {
    const ended = await disturbedCommand(this, args, disturbance);
    if (ended.struck) {
      this.kills[ended.struck] = (this.kills[ended.struck] ?? 0) + 1;
      const moment = JSON.stringify(disturbance.strike?.moment);
      this.transcript.note(`struck ${ended.msSinceStrike} ms ago: ${ended.struck}, ${moment}`);
    }
    return ended;
  }

  get #isLocked(): boolean {
    return this.#stateFiles("locks").some((name) => name.endsWith(".json"));
  }

  /** A CLI that is killed as it writes the state can leave an empty file beside it: docs/how-it-works.md says what to do. */
  #mendState(): void {
    for (const file of this.#stateFiles("stacks")) {
      if (!file.endsWith(".attrs") || statSync(file).size > 0) continue;
      rmSync(file);
      this.transcript.note(`deleted ${path.basename(file)}, which was empty`);
    }
  }

  #stateFiles(kind: "locks" | "stacks"): string[] {
    const folder = path.join(this.project.dir, "backend", ".pulumi", kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name));
  }
}

/** The last that a command has said. */
export const endOf = ({ output }: Ended): string => output.slice(-2_000);

const stackTrace = /^ +at .*:\d+:\d+\)?$/m;
