import type { AepClient, ExportJob } from "../../aep";
import type { Run } from "../../lifecycle/run";

/** Jobs of a page of AEP's list. */
const pageSize = 100;

/** Jobs of the list that are read at most. Older jobs are cheaper to ask for one by one. */
const readLimit = 1_000;

/**
 * Jobs of a sandbox as a run has seen them. The engine compares resources one after the other, so a
 * call for each job of a large stack would take long. Only the first job is asked for by its id.
 * For each further job, one more page of the list of jobs is read; a job that is not in the pages
 * read so far is asked for by its id too.
 */
export class JobsSeen {
  readonly #seen = new Map<string, ExportJob>();
  readonly #list: AsyncGenerator<ExportJob, void, undefined>;
  #lookups = 0;
  #read = 0;

  private constructor(private readonly client: AepClient) {
    this.#list = client.exportJobs.list();
  }

  /** The jobs of the client's sandbox. */
  static in(client: AepClient, run: Run): JobsSeen {
    const { bySandbox } = run.notes(Sandboxes);
    const known = bySandbox.get(client.sandboxName) ?? new JobsSeen(client);
    bySandbox.set(client.sandboxName, known);
    return known;
  }

  /** Notes a job that has been read. */
  note(job: ExportJob): void {
    this.#seen.set(job.id, job);
  }

  /** A job as the run has first seen it. Undefined if AEP does not know it. */
  async get(id: string): Promise<ExportJob | undefined> {
    this.#lookups += 1;
    // If the list cannot be read, the call by id works all the same, or says why it does not.
    if (this.#lookups > 1 && !this.#seen.has(id)) await this.#readOn().catch(() => undefined);
    return this.#seen.get(id) ?? this.client.exportJobs.get(id);
  }

  async #readOn(): Promise<void> {
    const end = Math.min(this.#read + pageSize, readLimit);
    while (this.#read < end) {
      const next = await this.#list.next();
      if (next.done) return;
      this.#read += 1;
      if (!this.#seen.has(next.value.id)) this.note(next.value);
    }
  }
}

class Sandboxes {
  readonly bySandbox = new Map<string, JobsSeen>();
}
