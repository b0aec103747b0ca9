import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator/server";
import { exportJobLifecycle } from "../../provider/exportJob/lifecycle";
import type { ExportJobDeclaration, ExportJobState } from "../../provider/exportJob/declaration/state";
import type { Known, OwnerContext } from "../../provider/lifecycle/lifecycle";
import { Session } from "../../provider/lifecycle/session";
import { targetDatasetLifecycle } from "../../provider/targetDataset/lifecycle";
import { emulatorEnv } from "../../tools/quickstart/emulator";

export const sandboxName = "prod";

/** The URN of a resource of the test's stack. */
export const urnOf = (name: string): string =>
  `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:Thing::${name}`;

/** An emulator for the tests of one file. */
export function emulatorForTests(options: EmulatorOptions = {}): { url: () => string } {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator(options);
  });
  afterAll(() => emulator.close());
  return { url: () => emulator.url };
}

/** A run of the engine, which knows of those before by the state only: what a test hands to `diff`. */
export class EngineRun {
  readonly log: string[] = [];
  readonly #session: Session;

  constructor(
    url: string,
    /** The id of its stack. */
    private readonly stackId = "5ca1ab1e0ddba11d",
  ) {
    this.#session = new Session(() => undefined, {}, emulatorEnv(url));
  }

  get aep(): ReturnType<Session["client"]> {
    return this.#session.client();
  }

  /** What the lifecycle of a resource gets. */
  of(name: string): OwnerContext {
    return {
      client: this.aep,
      run: this.#session.run,
      subject: name,
      owner: { urn: urnOf(name), stackId: this.stackId },
      log: (line) => this.log.push(line),
      progress: () => undefined,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 100))),
      now: Date.now,
    };
  }

  /** What the SDK adds to the inputs of a resource. */
  ownerInputs(name: string): { owner: string; stackId: string } {
    return { owner: urnOf(name), stackId: this.stackId };
  }

  /** Creates a dataset and answers its id. */
  async dataset(name: string): Promise<string> {
    const inputs = { name, sandboxName, ...this.ownerInputs(name) };
    return (await targetDatasetLifecycle.create(this.of(name), inputs)).id;
  }

  /** Creates an export job. A run that is killed is one whose answer a test drops. */
  job(name: string, inputs: Omit<ExportJobDeclaration, "sandboxName">): Promise<Known<ExportJobState>> {
    return exportJobLifecycle.create(this.of(name), { ...this.ownerInputs(name), ...inputs, sandboxName });
  }

  /** Compares a job of the state with what the program says now. */
  diff(name: string, known: Known<ExportJobState>, inputs: Omit<ExportJobDeclaration, "sandboxName">) {
    const news = { ...this.ownerInputs(name), ...inputs, sandboxName };
    return exportJobLifecycle.diff(this.of(name), known, news);
  }

  /** Reads a job, as a refresh does. */
  read(name: string, known: Known<ExportJobState>) {
    return exportJobLifecycle.read(this.of(name), known);
  }

  delete(name: string, known: Known<ExportJobState>): Promise<void> {
    return exportJobLifecycle.delete(this.of(name), known);
  }

  /** Status of every job that writes to a dataset, by id, the oldest first. */
  async statuses(dataset: string): Promise<[id: string, status: string][]> {
    const jobs: [string, string][] = [];
    for await (const { id, status, destination } of this.aep.exportJobs.list())
      if (destination.datasetId === dataset) jobs.unshift([id, status]);
    return jobs;
  }
}
