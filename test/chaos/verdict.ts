import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../../contract/catalog";
import type { ExportJob } from "../../provider/aep";
import { nameOf as nameOfUrn, type Owner } from "../../provider/ownership/identity";
import { ownerOf, withoutOwnership } from "../../provider/ownership/tags";
import { markedOwner, withoutMark } from "../../provider/ownership/descriptionMark";
import type { Project, StateResource } from "../worlds/project";
import { batchesOf, rowsIn } from "./batches";
import type { Foreign } from "./foreign";
import { exportOf, exportOfJob, isCurrent, type Asked, type Ledger } from "./ledger";
import { jobsOf, namesOf, type DatasetDeclaration, type PlacedJob, type Program } from "./program";
import { rowsOf } from "./records";
import type { Sightings } from "./sightings";
import type { Breach, BreachKind } from "./tally";

/** What a verdict is made of. */
export interface Evidence {
  project: Project;
  program: Program;
  ledger: Ledger;
  foreign: Foreign;
  /** Id of the dataset of the guests. */
  guestDataset?: string;
  sightings: Sightings;
  /** How many running jobs AEP was made to forget. */
  vanished: number;
}

/** Compares what AEP and the state hold of a stack after a successful `up` with what its program declares. */
export class Verdict {
  readonly breaches: Breach[] = [];
  /** Jobs that go on for an earlier version of the program, and that no run could have found. */
  readonly windows: string[] = [];
  /** Declared jobs that AEP no longer knows although no call has deleted them. */
  #forgotten = 0;
  /** Names of datasets by their ids: that of the resource, else that of the owner, else `dataset <id>`. */
  readonly #places = new Map<string, string>();
  /** Ids of segments that the stack has made. */
  readonly #ownSegments = new Set<string>();

  constructor(private readonly evidence: Evidence) {}

  /** With `allHaveEnded`, no job runs any more, so jobs without a wait must have succeeded too. */
  async pronounce({ allHaveEnded = false } = {}): Promise<this> {
    const { project, program, foreign } = this.evidence;
    const declared = namesOf(program);
    const known = project.resources().map(nameOf);
    if (!isDeepStrictEqual(known.toSorted(), declared.toSorted()))
      this.#breach(
        "declaration not met",
        `the state holds ${known.join(", ")}, and not ${declared.join(", ")}`,
      );
    await this.#findPlaces();
    await this.#judgeDatasets();
    await this.#judgeExpirations();
    await this.#judgeSegments();
    await this.#judgeJobs(allHaveEnded);
    await this.#judgeBatches();
    for (const touched of await foreign.touched({ stackStands: true }))
      this.#breach("foreign object touched", touched);
    return this;
  }

  async #judgeDatasets(): Promise<void> {
    const { project, program, foreign } = this.evidence;
    const datasets = await project.datasets();
    for (const declaration of program.datasets) {
      const id = this.#idOf("TargetDataset", declaration.name);
      const found = datasets.find((dataset) => dataset.id === id);
      if (found === undefined)
        this.#breach("declaration not met", `dataset ${declaration.name} (${id}) is not in AEP`);
      else if (!agrees(found, declaration))
        this.#breach("declaration not met", `dataset ${declaration.name} is ${JSON.stringify(found)}`);
    }
    const known = new Set(project.resources().map(({ id }) => id));
    for (const dataset of datasets) {
      const { id } = dataset;
      if (known.has(id) || foreign.hasDataset(id)) continue;
      const owner = ownerName(dataset);
      const isDeclared = program.datasets.some(({ name }) => name === owner);
      this.#breach(isDeclared ? "duplicate" : "orphan", `dataset ${id} of ${owner}`);
    }
  }

  async #judgeExpirations(): Promise<void> {
    const { project, program, foreign } = this.evidence;
    const pending = await project.pendingExpirations();
    for (const { name: dataset, expiration } of program.datasets) {
      if (expiration === undefined) continue;
      const id = this.#idOf("DatasetExpiration", expiration.name);
      const found = pending.find(({ ttlId }) => ttlId === id);
      const days = found && (Date.parse(found.expiry) - Date.now()) / dayMs;
      const wanted = Number(/\d+/.exec(expiration.args.retention)?.[0]);
      if (found === undefined)
        this.#breach("declaration not met", `expiration ${expiration.name} (${id}) is not pending in AEP`);
      else if (found.datasetId !== this.#idOf("TargetDataset", dataset) || Math.round(days ?? 0) !== wanted)
        this.#breach("declaration not met", `expiration ${expiration.name} is ${JSON.stringify(found)}`);
    }
    const declared = program.datasets.flatMap(({ expiration }) => (expiration ? [expiration.name] : []));
    for (const expiration of pending) {
      if (this.#isInState(expiration.ttlId)) continue;
      const told = `expiration ${expiration.ttlId} of dataset ${expiration.datasetId}`;
      const owner = nameOfOwner(markedOwner(expiration));
      if (foreign.hasDataset(expiration.datasetId)) this.#breach("foreign object touched", told);
      else this.#breach(owner && declared.includes(owner) ? "duplicate" : "orphan", told);
    }
  }

  async #judgeSegments(): Promise<void> {
    const { project, program } = this.evidence;
    const segments = await project.segments();
    const { segment } = program;
    if (segment) {
      const id = this.#idOf("SegmentDefinition", segment.name);
      const found = segments.find((one) => one.id === id);
      if (
        found?.name !== segment.args.name ||
        found.expression?.value !== segment.args.expression ||
        withoutMark(found) !== segment.args.description
      )
        this.#breach("declaration not met", `segment ${segment.name} (${id}) is ${JSON.stringify(found)}`);
    }
    for (const found of segments) {
      const owner = nameOfOwner(markedOwner(found));
      if (owner === undefined || this.#isInState(found.id)) continue;
      this.#breach(owner === segment?.name ? "duplicate" : "orphan", `segment ${found.id} of ${owner}`);
    }
  }

  #isInState(id: string): boolean {
    return this.evidence.project.resources().some((resource) => resource.id === id);
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

  /** Every batch belongs to a job, unless a job that AEP no longer knows may have written it. */
  async #judgeBatches(): Promise<void> {
    const { project, foreign, sightings, vanished } = this.evidence;
    const missing = await sightings.missing(foreign);
    const writtenByMissing = missing.map((id) => sightings.datasetOf(id));
    const unexplained = missing.filter((id) => sightings.fateOf(id) === "unknown");
    // If a job vanishes before the first look, its dataset is not known.
    if (unexplained.length < vanished || writtenByMissing.includes(undefined)) return;
    const held: { batch: string; dataset: string }[] = [];
    for (const { id } of await project.datasets())
      if (!writtenByMissing.includes(id))
        for (const batch of await batchesOf(project.aep, id)) held.push({ batch, dataset: id });
    // Read last, since a job may end at any time.
    const written = new Set((await project.jobs()).flatMap(({ batchIds }) => batchIds));
    for (const { batch, dataset } of held)
      if (!written.has(batch))
        this.#breach("lost record", `batch ${batch} of dataset ${dataset} is that of no job`);
  }

  async #judgeDeclared(
    declared: PlacedJob,
    { jobs, mustHaveSucceeded }: { jobs: ExportJob[]; mustHaveSucceeded: boolean },
  ): Promise<void> {
    const { name, args } = declared;
    const { project, foreign, sightings, vanished } = this.evidence;
    const id = this.#idOf("ExportJob", name);
    const job = jobs.find((job) => job.id === id);
    if (id !== undefined && foreign.hasJob(id)) {
      this.#breach("foreign object touched", `job ${id}, started by hand, is taken for ${name}`);
      return;
    }
    if (job === undefined) {
      const mayHaveVanished = id !== undefined && sightings.fateOf(id) === "unknown";
      if (mayHaveVanished) this.#forgotten += 1;
      if (!mayHaveVanished || this.#forgotten > vanished)
        this.#breach("declaration not met", `job ${name} (${id}) is not in AEP`);
      return;
    }
    if (this.#placeOf(job) !== (declared.dataset ?? "guest") || this.#exportOf(job) !== exportOf(args))
      this.#breach(
        "declaration not met",
        `job ${name} (${id}) exports ${this.#placeOf(job)}: ${this.#exportOf(job)}`,
      );
    if (job.state !== "succeeded" && mustHaveSucceeded)
      this.#breach("declaration not met", `job ${name} (${id}) is ${job.status}`);
    if (job.state !== "succeeded") return;
    const rows = await rowsIn(project.aep, job.batchIds).catch((error: unknown) => String(error));
    if (rows !== rowsOf(args))
      this.#breach("lost file", `job ${name} (${id}) has left ${rows} rows, not ${rowsOf(args)}`);
  }

  /** Jobs that are not in the state: earlier exports of the program, or duplicates. */
  #judgeUnknown(jobs: ExportJob[]): void {
    const { ledger, program, sightings } = this.evidence;
    const history = ledger.asked.filter((asked) => !isCurrent(asked));
    for (const job of jobs) {
      const isAtWork = job.state === "pending" || job.state === "cancelling";
      if (job.state !== "succeeded" && !isAtWork) continue;
      const place = this.#placeOf(job);
      const told = `job ${job.id} (${job.status}) of ${place ?? "a dataset that is gone"}: ${this.#exportOf(job)}`;
      if (isAtWork && sightings.wasInState(job.id)) {
        this.#breach("orphan", `${told}, which the state knew`);
        continue;
      }
      if (place === undefined) {
        if (isAtWork) this.#breach("orphan", told);
        continue;
      }
      const isThis = (asked: Asked) => asked.dataset === place && asked.export === this.#exportOf(job);
      // A job is no duplicate if the program that was current at its start asked for it.
      const { creationTime = 0 } = job;
      const versions = history.filter(
        (asked) => isThis(asked) && asked.from <= creationTime && creationTime < asked.to + underWay,
      );
      const isWindow = (one: Asked) => isAtWork && !isDeclaredIn(program, one);
      const asked = versions.find(isWindow) ?? versions[0];
      if (asked) history.splice(history.indexOf(asked), 1);
      if (asked === undefined) {
        const isDeclared = ledger.asked.some((asked) => isCurrent(asked) && isThis(asked));
        this.#breach(isDeclared ? "duplicate" : "orphan", told);
      } else if (isAtWork) {
        if (isDeclaredIn(program, asked)) this.#breach("orphan", `${told}, asked for by an earlier program`);
        else this.windows.push(told);
      }
    }
  }

  /** Name of the dataset that a job writes to. Undefined if the dataset is gone. */
  #placeOf({ destination }: ExportJob): string | undefined {
    return this.#places.get(destination.datasetId ?? "");
  }

  #exportOf(job: ExportJob): string {
    return exportOfJob(job, this.#ownSegments);
  }

  async #findPlaces(): Promise<void> {
    const { project, foreign, guestDataset } = this.evidence;
    for (const segment of await project.segments())
      if (markedOwner(segment) !== undefined) this.#ownSegments.add(segment.id);
    for (const dataset of await project.datasets()) {
      const owner = foreign.hasDataset(dataset.id) ? undefined : ownerName(dataset);
      this.#places.set(dataset.id, owner ?? `dataset ${dataset.id}`);
    }
    for (const resource of project.resources()) this.#places.set(resource.id, nameOf(resource));
    if (guestDataset !== undefined) this.#places.set(guestDataset, "guest");
  }

  #idOf(type: string, name: string): string | undefined {
    const found = this.evidence.project.resources().filter((resource) => nameOf(resource) === name);
    return found.find((resource) => resource.type.endsWith(`:${type}`))?.id;
  }

  #breach(kind: BreachKind, what: string): void {
    this.breaches.push({ kind, what });
  }
}

/** Milliseconds in which AEP processes a call that was under way when its run was killed. A new run takes longer to its first call. */
const underWay = 1_000;

/** What a destroyed stack has left in AEP. */
export async function leftBehind({ project, foreign, sightings, vanished }: Evidence): Promise<Breach[]> {
  const breaches: Breach[] = [];
  for (const { id } of await project.datasets())
    if (!foreign.hasDataset(id)) breaches.push({ kind: "orphan", what: `dataset ${id} after the destroy` });
  for (const { id, state, status } of await project.jobs())
    if ((state === "pending" || state === "cancelling") && !foreign.hasJob(id))
      breaches.push({ kind: "orphan", what: `job ${id} (${status}) after the destroy` });
  for (const { ttlId, datasetId } of await project.pendingExpirations())
    breaches.push({
      kind: "orphan",
      what: `expiration ${ttlId} of dataset ${datasetId} after the destroy`,
    });
  for (const segment of await project.segments())
    if (markedOwner(segment) !== undefined)
      breaches.push({ kind: "orphan", what: `segment ${segment.id} after the destroy` });
  for (const { urn } of project.resources())
    breaches.push({ kind: "declaration not met", what: `${urn} is in the state after the destroy` });
  for (const what of await foreign.touched({ stackStands: false }))
    breaches.push({ kind: "foreign object touched", what });
  const missing = await sightings.missing(foreign);
  for (const id of missing)
    if (sightings.fateOf(id) === "deleted")
      breaches.push({
        kind: "lost record",
        what: `job ${id} is gone with a DELETE that no look at it went before, or one that told its end`,
      });
  const lost = missing.filter((id) => sightings.fateOf(id) === "unknown");
  if (lost.length > vanished)
    breaches.push({
      kind: "lost record",
      what: `AEP does not know jobs ${lost.join(", ")}, and was made to forget ${vanished}`,
    });
  return breaches;
}

/** Whether the resource still exports into the dataset. If so, it finds by its mark what an interrupted run started for it. */
const isDeclaredIn = (program: Program, { name, dataset }: Asked): boolean =>
  jobsOf(program).some((job) => job.name === name && (job.dataset ?? "guest") === dataset);

/** The name of a resource of the state. */
export const nameOf = ({ urn }: StateResource): string => nameOfUrn(urn);

/** The name of the resource that a dataset says it belongs to. */
const ownerName = (dataset: Dataset): string | undefined => nameOfOwner(ownerOf(dataset));

const nameOfOwner = (owner: Owner | undefined): string | undefined => owner && nameOfUrn(owner.urn);

const dayMs = 24 * 60 * 60 * 1_000;

const agrees = (
  found: { name?: string; description?: string; tags?: Record<string, string[]> },
  { args }: DatasetDeclaration,
): boolean => {
  const { "adobe/pqs/table": _table, "adobe/hygiene/ttl": _expiry, ...tags } = withoutOwnership(found.tags);
  return (
    found.name === args.name &&
    (found.description ?? "") === (args.description ?? "") &&
    isDeepStrictEqual(tags, args.tags ?? {})
  );
};
