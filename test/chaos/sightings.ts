import type { Project } from "../stack/project";
import type { Foreign } from "./foreign";

/** Statuses of an answer to a call that has done nothing. */
const undone = [401, 429];

/** Every job that was ever seen: in the state of a stack, in AEP's list, or named by a call. */
export class Sightings {
  readonly #inState = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(private readonly project: Project) {}

  /** Looks around; what comes and goes between two looks is known by the calls that name it. */
  async look(): Promise<void> {
    for (const { type, id } of this.project.resources())
      if (type.endsWith(":ExportJob")) this.#inState.add(id);
    for (const { id, state } of await this.project.jobs()) {
      this.#seen.add(id);
      if (state !== "pending" && state !== "cancelling") this.#ended.add(id);
    }
  }

  /** Whether a look has found the job in the state. */
  wasInState(id: string): boolean {
    return this.#inState.has(id);
  }

  /** Jobs of the stack that AEP does not know any more. */
  async missing(foreign: Foreign): Promise<string[]> {
    await this.look();
    const named = this.project.gateway.calls.flatMap(({ path }) => jobOf(path) ?? []);
    const missing: string[] = [];
    for (const id of new Set([...this.#inState, ...this.#seen, ...named]))
      if (!foreign.hasJob(id) && (await this.project.aep.exportJobs.get(id)) === undefined) missing.push(id);
    return missing;
  }

  /** Whether the record of a job that is missing may have been deleted by a cancel that met its end, which nobody can help. */
  hasEndedUnderCancel(id: string): boolean {
    const calls = this.project.gateway.calls.filter(({ path }) => jobOf(path) === id);
    const cancels = calls.filter(
      ({ method, answer }) => method === "DELETE" && !(answer && undone.includes(answer.status)),
    );
    const isLookedAt = (from: number, to: number) =>
      calls.some(
        ({ method, at, answer }) => method === "GET" && answer?.status === 200 && from < at && at <= to,
      );
    return (
      !this.#ended.has(id) &&
      cancels.length > 0 &&
      cancels.every(({ at }, index) => isLookedAt(cancels[index - 1]?.at ?? 0, at))
    );
  }
}

/** Id of the job that a path names. */
const jobOf = (path: string): string | undefined => /\/export\/jobs\/(\d+)$/.exec(path)?.[1];
