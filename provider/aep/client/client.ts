import { Batches } from "../catalog/batches";
import { Datasets } from "../catalog/datasets";
import { ExportJobs } from "../exportJobs/exportJobs";
import { Files } from "../dataAccess/files";
import { Expirations } from "../hygiene/expirations";
import { Http, type HttpOptions } from "../http/http";
import { MergePolicies } from "../profile/mergePolicies";
import { Segments } from "../profile/segments";
import type { AepSettings } from "../http/settings";

export type ClientOptions = HttpOptions;

/**
 * A client of Adobe Experience Platform for one sandbox. A call that fails throws an `AepError` and
 * nothing else. A client keeps its connections and its token: create one per process, and derive
 * others from it.
 */
export class AepClient {
  readonly datasets: Datasets;
  readonly batches: Batches;
  readonly exportJobs: ExportJobs;
  readonly files: Files;
  readonly segments: Segments;
  readonly mergePolicies: MergePolicies;
  readonly expirations: Expirations;
  readonly #settings: AepSettings;
  readonly #options: ClientOptions;

  constructor(settings: AepSettings, options: ClientOptions = {}) {
    const http = new Http(settings, options);
    this.datasets = new Datasets(http);
    this.batches = new Batches(http);
    this.exportJobs = new ExportJobs(http);
    this.files = new Files(http);
    this.segments = new Segments(http);
    this.mergePolicies = new MergePolicies(http);
    this.expirations = new Expirations(http);
    this.#settings = settings;
    this.#options = { ...options, connection: http.connection };
  }

  /** The organization of all calls. */
  get orgId(): string {
    return this.#settings.orgId;
  }

  /** The sandbox of all calls. */
  get sandboxName(): string {
    return this.#settings.sandboxName;
  }

  /** A client for another sandbox, with the same connections and token. */
  inSandbox(sandboxName: string): AepClient {
    return new AepClient({ ...this.#settings, sandboxName }, this.#options);
  }

  /**
   * A client with the same connections and token, whose calls end when `signal` or this client's
   * own signal aborts.
   */
  withSignal(signal: AbortSignal): AepClient {
    const { signal: outer } = this.#options;
    const either = outer === undefined ? signal : AbortSignal.any([outer, signal]);
    return new AepClient(this.#settings, { ...this.#options, signal: either });
  }
}
