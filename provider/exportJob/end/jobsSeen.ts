import type { AepClient, ExportJob } from "../../aep";
import type { Run } from "../../lifecycle/run";

/** How far a look-up reads on in the list of jobs: a page of AEP's. */
const step = 100;

/** Where the list is no longer read on, since the jobs looked for seem to be older than it is worth. */
const most = 1_000;

/**
 * Jobs of a sandbox as a run has seen them. The engine compares resources one after the other, so that a call for every job
 * of a large stack would add up: the first is asked for by its id, the others are found in the list of jobs, of
 * which each may read a page. One that is not found there is asked for by its id too.
 */
export class KnownJobs {
  readonly #seen = new Map<string, ExportJob>();
  readonly #list: AsyncGenerator<ExportJob, void, undefined>;
  #asked = 0;
  #read = 0;

  private constructor(private readonly client: AepClient) {
    this.#list = client.exportJobs.list();
  }

  /** Those of the client's sandbox. */
  static in(client: AepClient, run: Run): KnownJobs {
    const { bySandbox } = run.notes(Sandboxes);
    const known = bySandbox.get(client.sandboxName) ?? new KnownJobs(client);
    bySandbox.set(client.sandboxName, known);
    return known;
  }

  /** Remembers a job that has been read. */
  note(job: ExportJob): void {
    this.#seen.set(job.id, job);
  }

  /** The job as the run has seen it first, or undefined if AEP does not know it. */
  async get(id: string): Promise<ExportJob | undefined> {
    this.#asked += 1;
    // Where the list cannot be read, the call by id tells why, or does without.
    if (this.#asked > 1 && !this.#seen.has(id)) await this.#readOn().catch(() => undefined);
    return this.#seen.get(id) ?? this.client.exportJobs.get(id);
  }

  async #readOn(): Promise<void> {
    const end = Math.min(this.#read + step, most);
    while (this.#read < end) {
      const next = await this.#list.next();
      if (next.done) return;
      this.#read += 1;
      if (!this.#seen.has(next.value.id)) this.note(next.value);
    }
  }
}

class Sandboxes {
  readonly bySandbox = new Map<string, KnownJobs>();
}
