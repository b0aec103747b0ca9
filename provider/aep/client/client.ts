import { Batches } from "../catalog/batches";
import { Datasets } from "../catalog/datasets";
import { ExportJobs } from "../exportJobs/exportJobs";
import { Diagnostics } from "../dataAccess/diagnostics";
import { Files } from "../dataAccess/files";
import { Expirations } from "../hygiene/expirations";
import { Http, type HttpOptions } from "../http/http";
import { Entities } from "../profile/entities";
import { MergePolicies } from "../profile/mergePolicies";
import { ProfileSample } from "../profile/profileSample";
import { SegmentJobs } from "../profile/segmentJobs";
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
  readonly diagnostics: Diagnostics;
  readonly segments: Segments;
  readonly segmentJobs: SegmentJobs;
  readonly mergePolicies: MergePolicies;
  readonly profileSample: ProfileSample;
  readonly entities: Entities;
  readonly expirations: Expirations;
  readonly #http: Http;
  readonly #settings: AepSettings;
  readonly #options: ClientOptions;

  constructor(settings: AepSettings, options: ClientOptions = {}) {
    const http = (this.#http = new Http(settings, options));
    this.datasets = new Datasets(http);
    this.batches = new Batches(http);
    this.exportJobs = new ExportJobs(http);
    this.files = new Files(http);
    this.diagnostics = new Diagnostics(http);
    this.segments = new Segments(http);
    this.segmentJobs = new SegmentJobs(http);
    this.mergePolicies = new MergePolicies(http);
    this.profileSample = new ProfileSample(http);
    this.entities = new Entities(http);
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

  /** Fetches an access token, unless the settings hold one. Every call does so when it needs one. */
  authenticate(): Promise<void> {
    return this.#http.authenticate();
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
