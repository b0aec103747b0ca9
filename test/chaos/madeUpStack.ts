import type { Batch } from "../../contract/catalog";
import type { DatasetExpiration } from "../../contract/expirations";
import type { SegmentDefinition } from "../../contract/segments";
import type { ExportJob, Identified } from "../../provider/aep";
import { profileUnionSchema } from "../../provider/targetDataset/inputs";
import type { Call } from "../worlds/gateway";
import type { Project, StateResource } from "../worlds/project";
import { Foreign } from "./foreign";
import { Ledger } from "./ledger";
import type { ExpirationDeclaration, JobArgs, Program, SegmentDeclaration } from "./program";
import { Sightings } from "./sightings";
import { leftBehind, Verdict, type Evidence } from "./verdict";

/** What is to be seen of a stack whose program declares a dataset, called `data0`, and the jobs given. */
export class MadeUpStack {
  state: Record<string, string> = { data0: "d0" };
  datasets: Record<string, string> = { d0: "data0" };
  jobs: ExportJob[] = [];
  expirations: DatasetExpiration[] = [];
  segments: SegmentDefinition[] = [];
  /** What the program declares beside the dataset and its jobs. */
  expiration?: ExpirationDeclaration;
  segment?: SegmentDeclaration;
  batches: Record<string, string[]> = {};
  calls: Call[] = [];
  readonly ledger = new Ledger();
  readonly sightings: Sightings;
  readonly foreign: Foreign;
  readonly #project: Project;

  constructor() {
    const aep = {
      exportJobs: {
        get: (id: string) => Promise.resolve(this.jobs.find((job) => job.id === id)),
        create: () => Promise.resolve(this.jobs[0]),
      },
      batches: { list: ({ dataSet }: { dataSet: string }) => listed(this.batches[dataSet] ?? []) },
    };
    const project = {
      aep,
      gateway: { calls: this.calls },
      resources: () => Object.entries(this.state).map(([name, id]) => resource(name, id)),
      jobs: () => Promise.resolve(this.jobs),
      pendingExpirations: () => Promise.resolve(this.expirations),
      segments: () => Promise.resolve(this.segments),
      datasets: () => Promise.resolve(Object.entries(this.datasets).map(([id, name]) => dataset(id, name))),
    };
    this.#project = project as unknown as Project;
    this.foreign = new Foreign(this.#project.aep);
    this.sightings = new Sightings(this.#project);
  }

  declare(...jobs: JobArgs[]): void {
    this.ledger.record(this.#program(jobs));
  }

  async verdict(of: JobArgs[], { vanished = 0 } = {}): Promise<Pick<Verdict, "breaches" | "windows">> {
    return new Verdict(this.#evidence(of, vanished)).pronounce();
  }

  left({ vanished = 0 } = {}) {
    Object.assign(this, { state: {}, datasets: {} });
    return leftBehind(this.#evidence([], vanished));
  }

  #evidence(jobs: JobArgs[], vanished: number): Evidence {
    const { ledger, sightings, foreign } = this;
    return { project: this.#project, program: this.#program(jobs), ledger, foreign, sightings, vanished };
  }

  #program(jobs: JobArgs[]): Program {
    const { segment, expiration } = this;
    return {
      segment,
      datasets: [
        {
          name: "data0",
          component: false,
          args: { name: "Profiles", forceDestroy: true },
          jobs: jobs.map((args, index) => ({ name: `job${index}`, args })),
          expiration,
        },
      ],
      guests: [],
    };
  }
}

/** The name of a resource in the form that the engine gives it. */
export const urnOf = (type: string, name: string) =>
  `urn:pulumi:local::test::pulumi-nodejs:dynamic/aep:${type}::${name}`;

/** Types of resources by the beginning of their ids here. Every other id is that of a job. */
const typesByPrefix = [
  ["d", "TargetDataset"],
  ["SD-", "DatasetExpiration"],
  ["segment-", "SegmentDefinition"],
] as const;

const resource = (name: string, id: string): StateResource => {
  const [, type = "ExportJob"] = typesByPrefix.find(([prefix]) => id.startsWith(prefix)) ?? [];
  const inputs = type === "ExportJob" ? { dataset: "d0" } : {};
  return { type: `pulumi-nodejs:dynamic/aep:${type}`, urn: urnOf(type, name), id, inputs } as StateResource;
};

const dataset = (id: string, name: string) => ({
  id,
  name: "Profiles",
  schemaRef: profileUnionSchema,
  tags: { "pulumi-aep/urn": [urnOf("TargetDataset", name)] },
});

/** A job of `data0`. */
export const job = (id: string, state: ExportJob["state"], more: Partial<ExportJob> = {}): ExportJob =>
  ({
    id,
    state,
    status: state.toUpperCase(),
    fields: "person.name",
    destination: { datasetId: "d0", segmentPerBatch: false },
    creationTime: Date.now(),
    batchIds: [],
    ...more,
  }) as unknown as ExportJob;

async function* listed(ids: string[]): AsyncGenerator<Identified<Batch>> {
  for (const id of ids) yield await Promise.resolve({ id, status: "success" });
}

/** A call of job 1, answered as soon as it came. */
export const call = (
  method: "GET" | "DELETE",
  at: number,
  answer: Partial<NonNullable<Call["answer"]>> = {},
): Call => ({
  method,
  path: "/data/core/ups/export/jobs/1",
  query: new URLSearchParams(),
  body: "",
  at,
  answer: { status: 200, at, ...answer },
});
