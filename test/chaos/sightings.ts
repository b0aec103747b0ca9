import { jobOf, type Call } from "../worlds/gateway";
import type { Project } from "../worlds/project";
import type { Foreign } from "./foreign";

/** HTTP statuses that mean that a call changed nothing. */
const refusals = [401, 404, 429];

/** Statuses of a job that has ended. */
const ends = ["SUCCEEDED", "FAILED", "CANCELLED"];

/**
 * What has become of the record of a job that is missing: `deleted` by a DELETE that nobody should have sent; gone with a cancel
 * that `met its end`, which nobody can help; `unknown` where no DELETE explains it.
 */
export type Fate = "deleted" | "met its end" | "unknown";

/** Every job that was ever in the state of a stack, in AEP's list, or in a call. */
export class Sightings {
  readonly #inState = new Set<string>();
  readonly #seen = new Set<string>();
  /** When a look has found a job ended, in milliseconds since 1970. */
  readonly #ended = new Map<string, number>();
  /** Ids of the datasets that jobs write to, by the ids of the jobs. */
  readonly #datasets = new Map<string, string>();

  /** Types of all objects that were in the state, by their ids. */
  readonly #types = new Map<string, string>();

  constructor(private readonly project: Project) {}

  /** Notes the jobs of the state and of AEP. A job that comes and goes between two looks is found in the calls. */
  async look(): Promise<void> {
    const now = Date.now();
    for (const { type, id, inputs } of this.project.resources()) {
      this.#types.set(id, type.slice(type.lastIndexOf(":") + 1));
      if (!type.endsWith(":ExportJob")) continue;
      this.#inState.add(id);
      if (typeof inputs["dataset"] === "string") this.#datasets.set(id, inputs["dataset"]);
    }
    for (const { id, status, destination } of await this.project.jobs()) {
      this.#seen.add(id);
      if (destination.datasetId !== undefined) this.#datasets.set(id, destination.datasetId);
      if (ends.includes(status) && !this.#ended.has(id)) this.#ended.set(id, now);
    }
  }

  /** How many objects of each type the state has held. */
  get objects(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const type of this.#types.values()) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  /** Whether a look has found the job in the state. */
  wasInState(id: string): boolean {
    return this.#inState.has(id);
  }

  /** Id of the dataset that a job writes to, if a look has found it. */
  datasetOf(id: string): string | undefined {
    return this.#datasets.get(id);
  }

  /** Jobs of the stack that AEP no longer knows. */
  async missing(foreign: Foreign): Promise<string[]> {
    await this.look();
    const named = this.project.gateway.calls.flatMap(({ path }) => jobOf(path) ?? []);
    const missing: string[] = [];
    for (const id of new Set([...this.#inState, ...this.#seen, ...named]))
      if (!foreign.hasJob(id) && (await this.project.aep.exportJobs.get(id)) === undefined) missing.push(id);
    return missing;
  }

  /** What the calls tell of a job that is missing. AEP deletes the record of a job that is cancelled after its end. */
  fateOf(id: string): Fate {
    const calls = this.project.gateway.calls.filter(({ path }) => jobOf(path) === id);
    const cancels = calls.filter(
      ({ method, answer }) => method === "DELETE" && !(answer && refusals.includes(answer.status)),
    );
    const ended = this.#ended.get(id);
    const isRash = ({ at }: Call, index: number): boolean => {
      const told = lastTold(calls, { from: cancels[index - 1]?.at ?? 0, to: at });
      return told === undefined || ends.includes(told) || (ended !== undefined && ended < at);
    };
    if (cancels.some(isRash)) return "deleted";
    // No cancel came after the look that found it ended.
    return cancels.length === 0 || ended !== undefined ? "unknown" : "met its end";
  }
}

/** The last status of a job in the answers of a span of time. */
function lastTold(calls: Call[], { from, to }: { from: number; to: number }): string | undefined {
  const answers = calls.flatMap(({ at, answer }) => (answer && from < at && answer.at <= to ? [answer] : []));
  return answers.toSorted((one, other) => one.at - other.at).findLast(({ jobStatus }) => jobStatus)
    ?.jobStatus;
}
