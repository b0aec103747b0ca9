import { setTimeout as sleep } from "node:timers/promises";
import { localClient } from "../../emulator/server";
import type { ExportJob } from "../../provider/aep";
import type { Ended } from "../worlds/command";
import { writeYaml } from "../worlds/yamlProgram";
import { excusesOf, isExcused } from "./excuses";
import { Foreign, makeByHand, startByHand } from "./foreign";
import { holdingsOf, lostOf, type Holding } from "./holdings";
import { Ledger } from "./ledger";
import type { Door } from "./doors";
import { secretKey } from "./nativeProgram";
import { jobsOf, namesOf, type DatasetDeclaration, type Program } from "./program";
import { changed, runAgain, withSetting, type Change } from "./programChange";
import {
  impatience,
  longestLag,
  secondsLeftAlone,
  type ByHand,
  type Disturbance,
  type Plan,
} from "./randomPlan";
import { endOf, type Stage } from "./stage";
import type { BreachKind } from "./tally";
import { leftBehind, nameOf, Verdict, type Evidence } from "./verdict";

/** The life of a stack: commands under faults, an `up` without faults, the verdict, and the `destroy`. */
export class StackLife {
  readonly windows: string[] = [];
  readonly #stage: Stage;
  readonly #plan: Plan;
  readonly #door: Door;
  readonly #ledger = new Ledger();
  readonly #foreign: Foreign;
  #program: Program;
  #guestDataset?: string;
  #hangingByHand = 0;

  constructor(stage: Stage, plan: Plan, door: Door) {
    this.#stage = stage;
    this.#plan = plan;
    this.#door = door;
    this.#program =
      door.name === "native" ? { ...plan.program, twoProviders: plan.native.twoProviders } : plan.program;
    this.#foreign = new Foreign(stage.project.aep);
  }

  async live(): Promise<void> {
    try {
      await this.#makeForeign();
      await this.#configure();
      await this.#import();
      for (const { change, setting, disturbance, byHand } of this.#plan.ups) {
        if (change && this.#isPossible(change)) this.#program = changed(this.#program, change);
        // No run finds what a removed resource has left in AEP before the state knew it.
        if (setting && this.#isKnown(this.#program)) this.#program = withSetting(this.#program, setting);
        await this.#up(disturbance);
        await this.#cancelHanging();
        if (byHand) await this.#startByHand(byHand);
      }
      await this.#comeUp();
      await this.#judge();
      if (this.#plan.runsAgain) await this.#runAgain();
      for (const { byHand, disturbance } of this.#plan.destroys) {
        if (byHand) await this.#startByHand(byHand);
        await this.#destroy(disturbance);
      }
      await this.#takeDown();
      this.#stage.breaches.push(...(await leftBehind(this.#evidence)));
      for (const place of this.#stage.project.secretsShown()) this.#breach("leaked secret", place);
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
    // Tags of a stack of the same name, such as one in another backend, and of a stack of version 0.1.0.
    for (const [stack, ...id] of [["local", "5ca1ab1e0ddba11d"], ["other"]] as const) {
      const urn = `urn:pulumi:${stack}::test::aep:index:TargetDataset::data0`;
      const tags = { "pulumi-aep/stack": [`test/${stack}`, ...id], "pulumi-aep/urn": [urn] };
      await this.#foreign.make({ name: "Profiles", tags }, bodies.slice(0, 1));
    }
  }

  async #configure(): Promise<void> {
    if (!this.#plan.secretInConfig) return;
    const { project } = this.#stage;
    project.env = { ...project.env, AEP_CLIENT_SECRET: undefined };
    // Explicit providers do not read the configuration of the default one.
    const keys = this.#program.twoProviders ? ["aep:clientSecret", secretKey] : ["aep:clientSecret"];
    for (const key of keys)
      await this.#stage.run(["config", "set", "--secret", key, localClient.clientSecret]);
  }

  /** Imports a dataset and a job that were made by hand. From then on the program declares them. */
  async #import(): Promise<void> {
    const { imported } = this.#plan.native;
    if (this.#door.name !== "native" || !imported) return;
    const { project } = this.#stage;
    const dataset: DatasetDeclaration = {
      name: "imported",
      component: false,
      args: { name: "Imported", forceDestroy: false },
      jobs: [{ name: "job", args: imported.job }],
    };
    writeYaml(project, {});
    this.#program = { ...this.#program, datasets: [...this.#program.datasets, dataset] };
    this.#ledger.record(this.#program);
    const datasetId = await makeByHand(project.aep, { name: dataset.args.name });
    const job = await startByHand(project.aep, datasetId, imported.job);
    await project.ended(job);
    await this.#importAs("TargetDataset", "imported", datasetId, imported.disturbance);
    await this.#importAs("ExportJob", "imported-job", job, imported.disturbance);
  }

  /** An import that was disturbed is repeated, unless the state holds the object already. */
  async #importAs(type: string, name: string, id: string, disturbance: Disturbance): Promise<void> {
    const args = ["import", `aep:index:${type}`, name, id, "--yes", "--skip-preview", "--protect=false"];
    await this.#stage.run(args, disturbance);
    if (this.#holds(id)) return;
    const ended = await this.#stage.run(args);
    if (!this.#holds(id)) this.#breach("command failed", `the import of ${name}:\n${endOf(ended)}`);
  }

  #holds(id: string): boolean {
    return this.#stage.project.resources().some((resource) => resource.id === id);
  }

  /** Leaves out the cases that docs/how-it-works.md names as known limits. */
  #isPossible({ kind }: Change): boolean {
    // An alias has to name a resource of the state.
    return !kind.startsWith("alias") || this.#isKnown(this.#program);
  }

  #isKnown(program: Program): boolean {
    const known = new Set(this.#stage.project.resources().map(nameOf));
    return namesOf(program).every((name) => known.has(name));
  }

  /** If a run was killed between the mark and the start of the job, the next run resumes a job with the same request. */
  async #startByHand({ place, args, hangs }: ByHand): Promise<void> {
    const { project, emulator, transcript } = this.#stage;
    const datasets = this.#program.datasets.filter((dataset) =>
      this.#isKnown({ datasets: [dataset], guests: [] }),
    );
    const dataset = datasets[place % datasets.length];
    const body = args ?? dataset?.jobs[place % dataset.jobs.length]?.args;
    const target = project.resources().find((resource) => nameOf(resource) === dataset?.name);
    if (body === undefined || target === undefined) return;
    await emulator.misbehave(hangs ? { jobs: [{ fault: "hang" }] } : {});
    const id = await this.#foreign.startInStack(target.id, body);
    await emulator.misbehave({});
    if (hangs) this.#hangingByHand += 1;
    await sleep(longestLag);
    transcript.note(`job ${id} is started by hand in ${nameOf(target)}${hangs ? ", and hangs" : ""}`);
  }

  /** Whether jobs of the stack were made to hang. */
  get #jobsHang(): boolean {
    return (this.#stage.emulator.met["hang"] ?? 0) > this.#hangingByHand;
  }

  /** Only a cancel ends a job that hangs. A job that is not in the state is left to the next run or to the verdict. */
  async #cancelHanging(): Promise<void> {
    if (!this.#jobsHang) return;
    await sleep(this.#plan.jobSeconds * 1000);
    if ((await this.#atWork()).strays.length > 0)
      await this.#up({ faults: {}, strike: impatience, options: [] });
    await this.#cancel((await this.#atWork()).known);
  }

  async #cancel(jobs: ExportJob[]): Promise<void> {
    const { project, transcript } = this.#stage;
    for (const { id } of jobs) {
      // Cancelling a job that has ended would delete its record.
      if ((await project.aep.exportJobs.get(id))?.state === "pending") {
        transcript.note(`job ${id} hangs and is cancelled by hand`);
        await project.aep.exportJobs.cancel(id);
      }
      await project.ended(id);
    }
  }

  /** Unfinished jobs that were not started by hand: those of the state, and the others. */
  async #atWork(): Promise<{ known: ExportJob[]; strays: ExportJob[] }> {
    const jobs = (await this.#stage.project.jobs()).filter(
      ({ id, state }) => (state === "pending" || state === "cancelling") && !this.#foreign.hasJob(id),
    );
    const ids = new Set(this.#stage.project.resources().map(({ id }) => id));
    return { known: jobs.filter(({ id }) => ids.has(id)), strays: jobs.filter(({ id }) => !ids.has(id)) };
  }

  /**
   * One `up` must suffice; two if a job was made to fail. Through the native door the wait for a job is a part of its creation, and
   * what comes after a job that failed is not created, so it may take an `up` for each job.
   */
  async #comeUp(): Promise<void> {
    let repeats = this.#door.name === "native" ? jobsOf(this.#program).length : 1;
    let ended = await this.#up();
    while (ended.code !== 0 && repeats > 0 && isExcused(ended.output, this.#excuses)) {
      await this.#seeJobsEnd();
      ended = await this.#up();
      repeats -= 1;
    }
    if (ended.code !== 0) this.#breach("command failed", `the last up:\n${endOf(ended)}`);
  }

  get #excuses(): RegExp[] {
    return excusesOf(this.#program, this.#stage.emulator.met);
  }

  async #judge(): Promise<void> {
    // A plugin that outlives its CLI must do nothing then.
    if (this.#stage.kills["cli"]) await sleep(secondsLeftAlone * 1000);
    const soon = await new Verdict(this.#evidence).pronounce();
    this.windows.push(...soon.windows);
    // Jobs that hang and belong to no resource have been judged, and would never end.
    if (this.#jobsHang) await this.#cancel((await this.#atWork()).strays);
    await this.#seeJobsEnd();
    // A job without a wait may have been made to fail, which only the next run sees.
    if (this.#excuses.length > 0 && (await this.#owesExports())) {
      await this.#comeUp();
      await this.#seeJobsEnd();
    }
    const late = await new Verdict(this.#evidence).pronounce({ allHaveEnded: true });
    const seen = new Map([...soon.breaches, ...late.breaches].map((breach) => [breach.what, breach]));
    this.#stage.breaches.push(...seen.values());
  }

  async #owesExports(): Promise<boolean> {
    const succeeded = (await this.#stage.project.jobs()).filter(({ state }) => state === "succeeded");
    const known = this.#stage.project.resources().filter(({ type }) => type.endsWith(":ExportJob"));
    return known.some(({ id }) => !succeeded.some((job) => job.id === id));
  }

  async #seeJobsEnd(): Promise<void> {
    const { known, strays } = await this.#atWork();
    // A job without a resource may hang.
    for (const { id } of this.#jobsHang ? known : [...known, ...strays]) await this.#stage.project.ended(id);
  }

  /** Runs every export again, so that the stack is destroyed while its jobs run, some of which ignore a cancel. */
  async #runAgain(): Promise<void> {
    this.#program = runAgain(this.#program);
    await this.#up({ faults: { jobs: [{ fault: "deaf", probability: 0.5 }] }, options: [] });
  }

  /** A dataset that holds data stays until the state says forceDestroy. */
  async #takeDown(): Promise<void> {
    const first = await this.#destroy();
    if (first.code === 0) return;
    const kept = await this.#keptData();
    if (kept.length === 0 || !first.output.includes("forceDestroy"))
      this.#breach("command failed", `the last destroy:\n${endOf(first)}`);
    const left = new Set(kept.map(({ name }) => name));
    const datasets = this.#program.datasets
      .filter(({ name }) => left.has(name))
      .map((dataset) => ({
        ...dataset,
        args: { ...dataset.args, forceDestroy: true },
        jobs: [],
        expiration: undefined,
      }));
    this.#program = { datasets, guests: [] };
    for (const run of [() => this.#up(), () => this.#destroy()]) {
      const ended = await run();
      if (ended.code !== 0) this.#breach("command failed", `after forceDestroy was set:\n${endOf(ended)}`);
    }
  }

  async #destroy(disturbance?: Disturbance): Promise<Ended> {
    const kept = await this.#keptData();
    const ended = await this.#stage.run(destroy, disturbance);
    await this.#expectKept(kept);
    return ended;
  }

  /** Data that a destroy must not delete. A destroy reads forceDestroy from the state, not from the program. */
  async #keptData(): Promise<Holding[]> {
    const all = await holdingsOf(this.#stage.project, this.#foreign);
    return all.filter(({ forceDestroy }) => !forceDestroy);
  }

  async #expectKept(holdings: Holding[]): Promise<void> {
    for (const lost of await lostOf(this.#stage.project, holdings))
      this.#breach("data deleted unasked", lost);
  }

  async #up(disturbance?: Disturbance): Promise<Ended> {
    const all = await holdingsOf(this.#stage.project, this.#foreign);
    this.#declare();
    const ended = await this.#stage.run(up, disturbance);
    // A dataset may be deleted with its data if the program no longer declares it and the state says forceDestroy.
    const declared = new Set(this.#program.datasets.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
    await this.#expectKept(all.filter(({ name, forceDestroy }) => declared.has(name) || !forceDestroy));
    return ended;
  }

  #declare(): void {
    this.#door.write(this.#stage.project, this.#program, this.#guestDataset);
    this.#ledger.record(this.#program);
  }

  get #evidence(): Evidence {
    return {
      project: this.#stage.project,
      program: this.#program,
      ledger: this.#ledger,
      foreign: this.#foreign,
      guestDataset: this.#guestDataset,
      sightings: this.#stage.sightings,
      vanished: this.#stage.emulator.met["vanish"] ?? 0,
    };
  }

  #breach(kind: BreachKind, what: string): void {
    this.#stage.breaches.push({ kind, what });
  }
}

const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];
