import { setTimeout as sleep } from "node:timers/promises";
import type { Command, Ended } from "../worlds/command";
import type { Call } from "../worlds/gateway";
import type { Project } from "../worlds/project";
import type { KillableEmulator } from "../worlds/killableEmulator";
import type { Disturbance, Strike } from "./randomPlan";

/** A command that has been disturbed, and how it ended all the same. */
export interface Disturbed extends Ended {
  /** What was struck, if the moment for it came. */
  struck?: Strike["target"];
  /** How long it has lived on after that, in milliseconds. */
  msSinceStrike?: number;
}

/** Runs a command of the CLI under faults, and strikes when the moment comes. */
export async function disturbedCommand(
  { project, emulator }: { project: Project; emulator: KillableEmulator },
  args: string[],
  { faults, strike, options }: Disturbance,
): Promise<Disturbed> {
  await emulator.misbehave(faults);
  const command = project.start(...args, ...options);
  const blow = strike && new Blow(command, emulator, strike);
  blow?.await(project);
  const ended = await command.ended;
  const msSinceStrike = blow?.at && Date.now() - blow.at;
  await blow?.over(project);
  await emulator.misbehave({});
  return { ...ended, struck: blow?.struck ? strike?.target : undefined, msSinceStrike };
}

/** A strike that waits for its moment. */
class Blow {
  struck = false;
  /** When it fell, in milliseconds since 1970. */
  at?: number;
  #seen = 0;
  #timer?: NodeJS.Timeout;
  #done: Promise<void> = Promise.resolve();

  constructor(
    private readonly command: Command,
    private readonly emulator: KillableEmulator,
    private readonly strike: Strike,
  ) {}

  await(project: Project): void {
    const { moment, target } = this.strike;
    const { gateway } = project;
    if ("after" in moment) {
      const wait = () => (this.#timer ??= setTimeout(() => void this.#fall(), moment.ms));
      if (moment.after === "start") wait();
      else gateway.beforeAnswer = () => void wait();
    } else if (moment.at === "done") {
      gateway.beforeAnswer = async (call) => {
        if (!this.#isTheCall(call)) return;
        await this.#fall();
        if (target === "emulator") return "drop";
      };
    } else {
      gateway.afterAnswer = (call) => {
        if (this.#isTheCall(call)) void this.#fall();
      };
    }
  }

  /** The command has ended: what has not come by now does not come any more. */
  async over(project: Project): Promise<void> {
    clearTimeout(this.#timer);
    project.gateway.beforeAnswer = () => undefined;
    project.gateway.afterAnswer = () => undefined;
    await this.#done;
  }

  #isTheCall({ method, path }: Call): boolean {
    const { moment } = this.strike;
    if ("after" in moment || method !== moment.method || !path.includes(moment.path)) return false;
    this.#seen += 1;
    return this.#seen === moment.nth;
  }

  /** Resolves once what is struck is down; an emulator comes up again later. */
  #fall(): Promise<void> {
    const down = this.#strikeDown();
    this.#done = down.then(async () => {
      if (this.strike.target !== "emulator") return;
      await sleep(this.strike.pauseMs);
      await this.emulator.restart();
    });
    return down;
  }

  async #strikeDown(): Promise<void> {
    const { target } = this.strike;
    this.at = Date.now();
    if (target === "ctrl-c") this.struck = this.command.interrupt();
    else if (target !== "emulator") this.struck = this.command.kill(target);
    else {
      await this.emulator.kill();
      this.struck = true;
    }
  }
}
