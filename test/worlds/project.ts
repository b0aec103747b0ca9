import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localClient, type Emulator } from "../../emulator/server";
import type { Dataset } from "../../contract/catalog";
import type { DatasetExpiration, ExpirationPage } from "../../contract/expirations";
import type { SegmentDefinition } from "../../contract/segments";
import type { AepClient, ExportJob, Identified } from "../../provider/aep";
import { Http } from "../../provider/aep/http/http";
import { profileUnionSchema } from "../../provider/targetDataset/inputs";
import type { PulumiCli } from "../../tools/pulumiCli/find";
import { emulatorClient, emulatorSettings } from "../../tools/quickstart/emulator";
import { stackEnv } from "../../tools/quickstart/stack";
import { Command, type Ended } from "./command";
import { evaluate } from "./evaluation";
import { Gateway } from "./gateway";

const root = path.join(__dirname, "..", "..");

/** A resource as the state holds it. */
export interface StateResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  stackTrace: { sourcePosition?: string }[];
}

/** What a project runs in. */
export interface Surroundings {
  cli: PulumiCli;
  /** Starts an emulator that keeps its state in the folder. */
  startAep: (data: string) => Promise<Emulator>;
}

/** A user's Pulumi project, with a folder, a state, a CLI's home and an emulator that nobody else uses. */
export class Project {
  /** Added to the environment of the CLI; undefined takes a variable away. */
  env: NodeJS.ProcessEnv = {};
  readonly #commands: Command[] = [];

  private constructor(
    readonly dir: string,
    private readonly cli: PulumiCli,
    private readonly emulator: Emulator,
    /** What the CLI and its plugins talk to. */
    readonly gateway: Gateway,
    /** AEP as somebody else sees it, past the gateway. */
    readonly aep: AepClient,
  ) {}

  static async open({ cli, startAep }: Surroundings): Promise<Project> {
    const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-stack-"));
    const emulator = await startAep(path.join(dir, "aep"));
    const gateway = await Gateway.open(emulator.url);
    const project = new Project(dir, cli, emulator, gateway, emulatorClient(emulator.url));
    mkdirSync(path.join(project.dir, "backend"));
    mkdirSync(project.folder);
    // Above the project, as in a monorepo: within it, the CLI would look through all of this repository for plugins.
    symlinkSync(path.join(root, "node_modules"), path.join(project.dir, "node_modules"));
    project.write("package.json", JSON.stringify({ name: "test", private: true }));
    project.write("Pulumi.yaml", "name: test\nruntime: nodejs\n");
    await project.succeed("stack", "init", "local");
    return project;
  }

  /** Where the program lies. */
  get folder(): string {
    return path.join(this.dir, "project");
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  /** Makes this the program. */
  program(text: string): void {
    this.write("index.ts", `import * as aep from "pulumi-aep";\n${text}`);
  }

  /** A program of a dataset and an export job to it, both called `profiles`. */
  pair({ dataset = {}, job = {} }: { dataset?: object; job?: object } = {}): void {
    this.program(`
const dataset = new aep.TargetDataset("profiles", ${JSON.stringify({ name: "Profiles", forceDestroy: true, ...dataset })});
const job = new aep.ExportJob("profiles", { dataset, ...${JSON.stringify({ fields: ["person.name"], ...job })} });
export const datasetId = dataset.id;
export const jobId = job.id;
export const status = job.status;
export const batchIds = job.batchIds;
export const profileCount = job.profileCount;
`);
  }

  /** The environment in which a shell finds the CLI, the state and AEP. */
  get shellEnv(): NodeJS.ProcessEnv {
    return { ...stackEnv({ cli: this.cli, dir: this.dir, url: this.gateway.url }), ...this.env };
  }

  /** Starts a command of the CLI. */
  start(...args: string[]): Command {
    const command = new Command([...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.shellEnv,
    });
    this.#commands.push(command);
    return command;
  }

  /** Runs a command of the CLI that is to succeed. */
  async succeed(...args: string[]): Promise<Ended> {
    const ended = await this.start(...args).ended;
    if (ended.code !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with ${ended.code}:\n${ended.output}`);
    return ended;
  }

  /** Runs a command of the CLI that is to fail. */
  async fail(...args: string[]): Promise<Ended> {
    const ended = await this.start(...args).ended;
    if (ended.code === 0) throw new Error(`pulumi ${args.join(" ")} was expected to fail:\n${ended.output}`);
    return ended;
  }

  /** The outputs of the stack. */
  async outputs(): Promise<unknown> {
    const { output } = await this.succeed("stack", "output", "--json");
    return JSON.parse(output);
  }

  /** The resources in the state that have an object in AEP. */
  resources(): StateResource[] {
    return this.everyResource().filter(({ type }) =>
      /^(pulumi-nodejs:dynamic\/aep:(?!StackIdentity)|aep:index:(?!ProfileExport))/.test(type),
    );
  }

  /** The same with components, providers, the stack itself and its identity. */
  everyResource(): StateResource[] {
    const file = path.join(this.dir, "backend", ".pulumi", "stacks", "test", "local.json");
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return checkpoint.latest?.resources ?? [];
  }

  resource(type: "TargetDataset" | "ExportJob" | "DatasetExpiration" | "SegmentDefinition"): StateResource {
    const [found, ...more] = this.resources().filter((resource) => resource.type.endsWith(`:${type}`));
    if (found === undefined || more.length > 0)
      throw new Error(`The state holds ${more.length + (found ? 1 : 0)} of ${type}`);
    return found;
  }

  /** Datasets that exports can be written to. The others are what the emulator's sample came from. */
  async datasets(): Promise<Identified<Dataset>[]> {
    const datasets = await all(this.aep.datasets.list());
    return datasets.filter(({ schemaRef }) => schemaRef?.id === profileUnionSchema.id);
  }

  /** Every export job that AEP knows, the newest first. */
  async jobs(): Promise<ExportJob[]> {
    return all(this.aep.exportJobs.list());
  }

  /** Expirations of datasets that AEP has yet to execute. */
  async pendingExpirations(): Promise<DatasetExpiration[]> {
    const { body } = await new Http({ ...emulatorSettings(this.emulator.url), sandboxName: "prod" }).send({
      operation: "Listing expirations",
      method: "GET",
      path: ["/data/core/hygiene", "ttl"],
      query: { status: "pending", limit: 100 },
    });
    return (body as ExpirationPage).results;
  }

  /** Every segment definition of the sandbox. */
  async segments(): Promise<SegmentDefinition[]> {
    return all(this.aep.segments.list());
  }

  /** Evaluates all segments of a sandbox, past the gateway. */
  async evaluate(sandbox?: string): Promise<void> {
    await evaluate(this.emulator.url, { sandbox });
  }

  /** Resolves when a job has ended, well or badly. */
  async ended(id: string): Promise<void> {
    for (;;) {
      const job = await this.aep.exportJobs.get(id);
      if (job?.state !== "pending" && job?.state !== "cancelling") return;
      await sleep(50);
    }
  }

  /** What is there in AEP and in the state that should not outlive a stack. A job that has ended is history. */
  async left() {
    const running = (await this.jobs()).filter(({ state }) => state === "pending" || state === "cancelling");
    return {
      datasets: (await this.datasets()).map(({ id }) => id),
      jobs: running.map(({ id }) => id),
      batches: readdirSync(path.join(this.dir, "aep", "batches")),
      resources: this.resources().map(({ urn }) => urn),
    };
  }

  /** Places where a secret can be read: what the CLI printed, and every file of the project, state and history. */
  secretsShown(): string[] {
    const secrets = [localClient.clientSecret, ...this.gateway.tokens];
    const shows = (text: string) => secrets.some((secret) => text.includes(secret));
    const printed = this.#commands.some(({ output }) => shows(output)) ? ["output"] : [];
    const folders = ["project", "backend", "pulumi-home"].map((name) => path.join(this.dir, name));
    return [...printed, ...folders.flatMap(filesIn).filter((file) => shows(readFileSync(file, "utf8")))];
  }

  /** Ends all that runs, and deletes the folder unless it is to be kept. */
  async close({ keep = false } = {}): Promise<void> {
    for (const command of this.#commands) command.close();
    await Promise.all(this.#commands.map(({ ended }) => ended));
    await this.gateway.close();
    await this.emulator.close();
    if (!keep) rmSync(this.dir, { recursive: true, force: true });
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function filesIn(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return filesIn(full);
    return entry.isFile() ? [full] : [];
  });
}
