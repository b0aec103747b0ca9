import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localClient } from "../../emulator/server";
import type { Ended } from "../stack/command";
import type { Project } from "../stack/project";
import { disturbedCommand } from "./disturbedCommand";
import type { EmulatorProcess } from "./emulatorProcess";
import { Foreign } from "./foreign";
import { holdingsOf, lostOf, type Holding } from "./holdings";
import { Ledger } from "./ledger";
import { writeProgram, type Program } from "./program";
import { changed } from "./programChange";
import type { Disturbance, Plan } from "./randomPlan";
import type { Breach, BreachKind } from "./tally";
import { Transcript } from "./transcript";
import { leftBehind, Verdict, type Evidence } from "./verdict";

/** The life of a stack that is disturbed, left in peace, judged, and taken down. */
export class StackLife {
  readonly transcript = new Transcript();
  readonly breaches: Breach[] = [];
  readonly windows: string[] = [];
  readonly kills: Record<string, number> = {};
  commands = 0;
  readonly #project: Project;
  readonly #emulator: EmulatorProcess;
  readonly #plan: Plan;
  readonly #ledger = new Ledger();
  readonly #foreign: Foreign;
  #program: Program;
  #guestDataset?: string;

  constructor({ project, emulator, plan }: { project: Project; emulator: EmulatorProcess; plan: Plan }) {
    this.#project = project;
    this.#emulator = emulator;
    this.#plan = plan;
    this.#program = plan.program;
    this.#foreign = new Foreign(project.aep);
  }

  async live(): Promise<void> {
    try {
      await this.#makeForeign();
      await this.#configure();
      for (const { change, disturbance } of this.#plan.ups) {
        if (change) this.#program = changed(this.#program, change);
        await this.#up(disturbance);
      }
      await this.#calmDown();
      await this.#comeUp();
      await this.#judge();
      for (const disturbance of this.#plan.destroys) await this.#destroy(disturbance);
      await this.#calmDown();
      await this.#takeDown();
      this.breaches.push(...(await leftBehind(this.#evidence)));
      for (const place of this.#project.secretsShown()) this.#breach("leaked secret", place);
    } catch (error) {
      this.#breach("command failed", error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  async #makeForeign(): Promise<void> {
    const { foreign, program } = this.#plan;
    const bodies = program.datasets.flatMap(({ jobs }) => jobs.map(({ args }) => args));
    if (program.guests.length > 0) {
      const jobs = program.guests.slice(0, 1).map(({ args }) => args);
      this.#guestDataset = await this.#foreign.make({ name: "Shared", tags: { team: ["others"] } }, jobs);
    }
    if (!foreign) return;
    await this.#foreign.make({ name: "Profiles" }, bodies.slice(0, 2));
    const urn = "urn:pulumi:other::test::pulumi-nodejs:dynamic/aep:TargetDataset::data0";
    const tags = { "pulumi-aep/stack": ["test/other"], "pulumi-aep/urn": [urn] };
    await this.#foreign.make({ name: "Profiles", tags }, bodies.slice(0, 1));
  }

  async #configure(): Promise<void> {
    if (!this.#plan.secretInConfig) return;
    this.#project.env = { AEP_CLIENT_SECRET: undefined };
    await this.#undisturbed(["config", "set", "--secret", "aep:clientSecret", localClient.clientSecret]);
  }

  /** Turns all trouble off, and does what a user would do by hand. */
  async #calmDown(): Promise<void> {
    await this.#emulator.misbehave({});
    if (this.#emulator.met["hang"]) await this.#cancelByHand();
  }

  async #cancelByHand(): Promise<void> {
    await sleep(this.#plan.jobSeconds * 1000);
    for (const { id, state } of await this.#project.jobs()) {
      if (state !== "pending" || this.#foreign.hasJob(id)) continue;
      this.transcript.note(`job ${id} hangs and is cancelled by hand`);
      await this.#project.aep.exportJobs.cancel(id);
      await this.#project.ended(id);
    }
  }

  /** One `up` must do, and another one where a job was made to come to nothing. */
  async #comeUp(): Promise<void> {
    const ended = await this.#undisturbed(up);
    if (ended.code === 0) return;
    const again = this.#isExcused ? await this.#undisturbed(up) : ended;
    if (again.code !== 0) this.#breach("command failed", `the last up:\n${again.output.slice(-2000)}`);
  }

  /** Whether jobs were made to come to nothing. */
  get #isExcused(): boolean {
    const { fail = 0, vanish = 0 } = this.#emulator.met;
    return fail + vanish > 0;
  }

  async #judge(): Promise<void> {
    const soon = await new Verdict(this.#evidence).pronounce();
    this.windows.push(...soon.windows);
    await this.#seeJobsEnd();
    // A job that is not waited for may have been made to fail; nobody knows before the next run.
    if (this.#isExcused && (await this.#owesExports())) {
      await this.#comeUp();
      await this.#seeJobsEnd();
    }
    const late = await new Verdict(this.#evidence).pronounce({ allHaveEnded: true });
    const seen = new Map([...soon.breaches, ...late.breaches].map((breach) => [breach.what, breach]));
    this.breaches.push(...seen.values());
  }

  async #owesExports(): Promise<boolean> {
    const succeeded = (await this.#project.jobs()).filter(({ state }) => state === "succeeded");
    const known = this.#project.resources().filter(({ type }) => type.endsWith(":ExportJob"));
    return known.some(({ id }) => !succeeded.some((job) => job.id === id));
  }

  async #seeJobsEnd(): Promise<void> {
    for (const { id, state } of await this.#project.jobs())
      if (state === "pending" || state === "cancelling") await this.#project.ended(id);
  }

  /** A dataset that holds data stays until it says that it may go. */
  async #takeDown(): Promise<void> {
    const first = await this.#destroy();
    if (first.code === 0) return;
    const kept = await this.#keptData();
    if (kept.length === 0 || !first.output.includes("forceDestroy"))
      this.#breach("command failed", `the last destroy:\n${first.output.slice(-2000)}`);
    const left = new Set(kept.map(({ name }) => name));
    const datasets = this.#program.datasets
      .filter(({ name }) => left.has(name))
      .map((dataset) => ({ ...dataset, args: { ...dataset.args, forceDestroy: true }, jobs: [] }));
    this.#program = { datasets, guests: [] };
    for (const args of [up, destroy]) {
      const { code, output } = await this.#undisturbed(args);
      if (code !== 0)
        this.#breach("command failed", `${args[0]} after forceDestroy was set:\n${output.slice(-2000)}`);
    }
  }

  async #destroy(disturbance?: Disturbance): Promise<Ended> {
    const kept = await this.#keptData();
    const ended = await (disturbance ? this.#disturbed(destroy, disturbance) : this.#undisturbed(destroy));
    await this.#expectKept(kept);
    return ended;
  }

  /** Data that no destroy may delete. */
  async #keptData(): Promise<Holding[]> {
    const kept = new Set(
      this.#program.datasets.filter(({ args }) => !args.forceDestroy).map(({ name }) => name),
    );
    return (await holdingsOf(this.#project)).filter(({ name }) => kept.has(name));
  }

  async #expectKept(holdings: Holding[]): Promise<void> {
    for (const lost of await lostOf(this.#project, holdings)) this.#breach("data deleted unasked", lost);
  }

  async #up(disturbance: Disturbance): Promise<void> {
    const all = await holdingsOf(this.#project);
    await this.#disturbed(up, disturbance);
    // No program of these takes a dataset away.
    await this.#expectKept(all);
  }

  async #disturbed(args: string[], disturbance: Disturbance): Promise<Ended> {
    await this.#prepare(args, disturbance.options);
    const stage = { project: this.#project, emulator: this.#emulator };
    const ended = await disturbedCommand(stage, args, disturbance);
    if (ended.struck) {
      this.kills[ended.struck] = (this.kills[ended.struck] ?? 0) + 1;
      this.transcript.note(`struck: ${ended.struck}, ${JSON.stringify(disturbance.strike?.moment)}`);
    }
    if (ended.timedOut)
      this.#breach("command failed", `${args[0]} did not end:\n${ended.output.slice(-2000)}`);
    this.#conclude(ended);
    return ended;
  }

  async #undisturbed(args: string[]): Promise<Ended> {
    await this.#prepare(args);
    const ended = await this.#project.start(...args).ended;
    this.#conclude(ended);
    return ended;
  }

  async #prepare(args: string[], options: string[] = []): Promise<void> {
    if (this.#isLocked) {
      this.commands += 1;
      this.transcript.note("pulumi cancel");
      await this.#project.succeed("cancel", "--yes");
    }
    if (args === up) {
      writeProgram(this.#project, this.#program, this.#guestDataset);
      this.#ledger.record(this.#program);
    }
    this.commands += 1;
    this.transcript.note(`pulumi ${[...args, ...options].join(" ")}`);
  }

  #conclude({ code, output }: Ended): void {
    this.transcript.note(`ended with ${code}:\n${output.replace(/^/gm, "      ")}`);
  }

  get #isLocked(): boolean {
    const locks = path.join(this.#project.dir, "backend", ".pulumi", "locks");
    if (!existsSync(locks)) return false;
    return readdirSync(locks, { recursive: true, encoding: "utf8" }).some((name) => name.endsWith(".json"));
  }

  get #evidence(): Evidence {
    return {
      project: this.#project,
      program: this.#program,
      ledger: this.#ledger,
      foreign: this.#foreign,
      guestDataset: this.#guestDataset,
      jobsVanished: (this.#emulator.met["vanish"] ?? 0) > 0,
    };
  }

  #breach(kind: BreachKind, what: string): void {
    this.breaches.push({ kind, what });
  }
}

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
