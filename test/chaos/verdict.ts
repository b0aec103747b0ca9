import { isDeepStrictEqual } from "node:util";
import type { ExportJob } from "../../provider/aep";
import { ownerOf, withoutOwnership } from "../../provider/ownership";
import type { Project, StateResource } from "../stack/project";
import { rowsIn } from "./batches";
import type { Foreign } from "./foreign";
import { exportOf, exportOfJob, isCurrent, type Asked, type Ledger } from "./ledger";
import { jobsOf, type DatasetDeclaration, type PlacedJob, type Program } from "./program";
import { rowsOf } from "./records";
import type { Breach, BreachKind } from "./tally";

/** What a verdict is made of. */
export interface Evidence {
  project: Project;
  program: Program;
  ledger: Ledger;
  foreign: Foreign;
  /** Id of the dataset of the guests. */
  guestDataset?: string;
  /** Whether AEP was made to forget jobs that were at work. */
  jobsVanished: boolean;
}

/** What AEP and the state hold of a stack whose last `up` has passed, held against what its program declares. */
export class Verdict {
  readonly breaches: Breach[] = [];
  /** Jobs that go on for an earlier version of the program, and that nothing could have told of. */
  readonly windows: string[] = [];

  constructor(private readonly evidence: Evidence) {}

  /** With `allHaveEnded` no job is at work any more, so that those that are not waited for must have ended well too. */
  async pronounce({ allHaveEnded = false } = {}): Promise<this> {
    const { project, program, foreign } = this.evidence;
    const declared = [
      ...program.datasets.map(({ name }) => name),
      ...jobsOf(program).map(({ name }) => name),
    ];
    const known = project.resources().map(nameOf);
    if (!isDeepStrictEqual(known.toSorted(), declared.toSorted()))
      this.#breach(
        "declaration not met",
        `the state holds ${known.join(", ")}, and not ${declared.join(", ")}`,
      );
    await this.#judgeDatasets();
    await this.#judgeJobs(allHaveEnded);
    for (const touched of await foreign.touched({ stackStands: true }))
      this.#breach("foreign object touched", touched);
    return this;
  }

  async #judgeDatasets(): Promise<void> {
    const { project, program, foreign } = this.evidence;
    const datasets = await project.datasets();
    for (const declaration of program.datasets) {
      const id = this.#idOf("TargetDataset", declaration.name);
      const found = datasets.find((dataset) => dataset.id === id)?.dataset;
      if (found === undefined)
        this.#breach("declaration not met", `dataset ${declaration.name} (${id}) is not in AEP`);
      else if (!agrees(found, declaration))
        this.#breach("declaration not met", `dataset ${declaration.name} is ${JSON.stringify(found)}`);
    }
    const known = new Set(project.resources().map(({ id }) => id));
    for (const { id, dataset } of datasets) {
      if (known.has(id) || foreign.hasDataset(id)) continue;
      const owner = ownerOf(dataset)?.split("::").at(-1);
      const isDeclared = program.datasets.some(({ name }) => name === owner);
      this.#breach(isDeclared ? "duplicate" : "orphan", `dataset ${id} of ${owner}`);
    }
  }

  async #judgeJobs(allHaveEnded: boolean): Promise<void> {
    const { project, program, foreign } = this.evidence;
    const jobs = (await project.jobs()).filter(({ id }) => !foreign.hasJob(id));
    for (const declared of jobsOf(program)) {
      const mustHaveSucceeded = allHaveEnded || declared.args.waitForCompletion !== false;
      await this.#judgeDeclared(declared, { jobs, mustHaveSucceeded });
    }
    const known = new Set(project.resources().map(({ id }) => id));
    this.#judgeUnknown(jobs.filter(({ id }) => !known.has(id)));
  }

  async #judgeDeclared(
    declared: PlacedJob,
    { jobs, mustHaveSucceeded }: { jobs: ExportJob[]; mustHaveSucceeded: boolean },
  ): Promise<void> {
    const { name, args } = declared;
    const { project, foreign, jobsVanished } = this.evidence;
    const id = this.#idOf("ExportJob", name);
    const job = jobs.find((job) => job.id === id);
    if (id !== undefined && foreign.hasJob(id)) {
      this.#breach("foreign object touched", `job ${id}, started by hand, is taken for ${name}`);
      return;
    }
    if (job === undefined) {
      if (id === undefined || !jobsVanished)
        this.#breach("declaration not met", `job ${name} (${id}) is not in AEP`);
      return;
    }
    if (this.#placeOf(job) !== (declared.dataset ?? "guest") || exportOfJob(job) !== exportOf(args))
      this.#breach(
        "declaration not met",
        `job ${name} (${id}) exports ${this.#placeOf(job)}: ${exportOfJob(job)}`,
      );
    if (job.state !== "succeeded" && mustHaveSucceeded)
      this.#breach("declaration not met", `job ${name} (${id}) is ${job.status}`);
    if (job.state !== "succeeded") return;
    const rows = await rowsIn(project.aep, job.batchIds).catch((error: unknown) => String(error));
    if (rows !== rowsOf(args))
      this.#breach("lost file", `job ${name} (${id}) has left ${rows} rows, not ${rowsOf(args)}`);
  }

  /** Jobs that the state does not know: history of what was once asked for, or one too many. */
  #judgeUnknown(jobs: ExportJob[]): void {
    const { ledger } = this.evidence;
    const history = ledger.asked.filter((asked) => !isCurrent(asked));
    for (const job of jobs) {
      const place = this.#placeOf(job);
      if (
        place === undefined ||
        !(job.state === "succeeded" || job.state === "pending" || job.state === "cancelling")
      )
        continue;
      const told = `job ${job.id} (${job.status}) of ${place}: ${exportOfJob(job)}`;
      const isThis = (asked: Asked) => asked.dataset === place && asked.export === exportOfJob(job);
      // A version of the program excuses what was started while it was the one.
      const { creationTime = 0 } = job;
      const places = history.filter(
        (asked) => isThis(asked) && asked.from <= creationTime && creationTime < asked.to,
      );
      const asked =
        (job.state === "succeeded" ? undefined : places.find(({ triggered }) => !triggered)) ?? places[0];
      if (asked) history.splice(history.indexOf(asked), 1);
      if (asked === undefined) {
        const isDeclared = ledger.asked.some((asked) => isCurrent(asked) && isThis(asked));
        this.#breach(isDeclared ? "duplicate" : "orphan", told);
      } else if (job.state !== "succeeded") {
        if (asked.triggered) this.#breach("orphan", `${told}, asked for with triggers by an earlier program`);
        else this.windows.push(told);
      }
    }
  }

  /** Name of the dataset that a job writes to; undefined for one that is no more. */
  #placeOf({ destination }: ExportJob): string | undefined {
    const { guestDataset, project } = this.evidence;
    const id = destination.datasetId;
    if (id === guestDataset) return "guest";
    const dataset = project.resources().find((resource) => resource.id === id);
    return dataset && nameOf(dataset);
  }

  #idOf(type: string, name: string): string | undefined {
    const found = this.evidence.project.resources().filter((resource) => nameOf(resource) === name);
    return found.find((resource) => resource.type.endsWith(`:${type}`))?.id;
  }

  #breach(kind: BreachKind, what: string): void {
    this.breaches.push({ kind, what });
  }
}

/** What a stack that is destroyed has left behind. */
export async function leftBehind({ project, foreign }: Evidence): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const { id } of await project.datasets())
    if (!foreign.hasDataset(id)) breaches.push({ kind: "orphan", what: `dataset ${id} after the destroy` });
  for (const { id, state, status } of await project.jobs())
    if ((state === "pending" || state === "cancelling") && !foreign.hasJob(id))
      breaches.push({ kind: "orphan", what: `job ${id} (${status}) after the destroy` });
  for (const { urn } of project.resources())
    breaches.push({ kind: "declaration not met", what: `${urn} is in the state after the destroy` });
  for (const what of await foreign.touched({ stackStands: false }))
    breaches.push({ kind: "foreign object touched", what });
  return breaches;
}

/** The name of a resource of the state. */
export const nameOf = ({ urn }: StateResource): string => urn.slice(urn.lastIndexOf("::") + 2);

const agrees = (
  found: { name?: string; description?: string; tags?: Record<string, string[]> },
  { args }: DatasetDeclaration,
): boolean => {
  const { "adobe/pqs/table": _table, ...tags } = withoutOwnership(found.tags);
  return (
    found.name === args.name &&
    (found.description ?? "") === (args.description ?? "") &&
    isDeepStrictEqual(tags, args.tags ?? {})
  );
};
