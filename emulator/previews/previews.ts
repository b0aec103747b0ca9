import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { PreviewState } from "../../contract/previews";
import { ProfileError, type Predicate, type ProfileStore } from "../profiles/index";

/** Results of one page. */
interface PreviewPage {
  limit: number;
  offset: number;
}

/** A condition that is being counted, or has been. */
export interface Preview {
  id: string;
  queryId: string;
  executionId: number;
  state: PreviewState;
  predicate: Predicate;
  /** Profiles that there are, those too that only events know. */
  total: number;
  matched: number;
  /** Why it failed. */
  error: string;
}

export interface PreviewsOptions {
  profiles: ProfileStore;
  /** Settles when the profile store holds all that it is to hold. */
  recordsLoaded: Promise<void>;
  /** A preview is at work for at least this many seconds. */
  jobSeconds: number;
}

/** Previews of conditions. They are kept in memory only: nobody comes back for one after a restart. */
export class Previews {
  private readonly all = new Map<string, Preview>();
  private readonly working = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(private readonly options: PreviewsOptions) {}

  start(predicate: Predicate): Preview {
    const queryId = randomUUID();
    const executionId = this.all.size;
    const id = Buffer.from(`${queryId}:${executionId}`).toString("base64url");
    const preview: Preview = {
      id,
      queryId,
      executionId,
      state: "NEW",
      predicate,
      total: 0,
      matched: 0,
      error: "",
    };
    this.all.set(id, preview);
    const work = this.count(preview).finally(() => this.working.delete(work));
    this.working.add(work);
    return { ...preview };
  }

  find(sandbox: string, id: string): Preview | undefined {
    const preview = this.all.get(id);
    return preview?.predicate.sandbox === sandbox ? preview : undefined;
  }

  /** Ids of some of the profiles that meet the condition. */
  async results({ state, predicate }: Preview, page: PreviewPage): Promise<string[]> {
    return state === "RESULT_READY" ? this.options.profiles.matching(predicate, page) : [];
  }

  delete(sandbox: string, id: string): boolean {
    return this.find(sandbox, id) !== undefined && this.all.delete(id);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.working);
  }

  private async count(preview: Preview): Promise<void> {
    const { profiles, recordsLoaded, jobSeconds } = this.options;
    try {
      // The request that made the preview is answered before the work begins.
      await sleep(0);
      preview.state = "RUNNING";
      await sleep(jobSeconds * 1000, undefined, { signal: this.closing.signal });
      await recordsLoaded;
      preview.total = (await profiles.size(preview.predicate.sandbox)).profiles;
      preview.matched = await profiles.countMatching(preview.predicate);
      preview.state = "RESULT_READY";
    } catch (error) {
      preview.state = "FAILED";
      preview.error = error instanceof ProfileError ? `${error.code}: ${error.message}` : String(error);
    }
  }
}
