import { AepClient, readSettings, type AepSettings, type ClientOptions } from "../aep";
import { Run } from "./run";

/**
 * One run: its configuration, one client, and what the run has seen. The engine runs all resources
 * of a run in one process.
 */
export class Session {
  readonly run = new Run();
  #client?: AepClient;

  constructor(
    /** The value of a configuration key in the namespace `aep`, secrets decrypted. */
    private readonly config: (key: string) => string | undefined,
    private readonly options: Pick<ClientOptions, "log" | "ending">,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** The settings, or all that is wrong with them. */
  settings(): { settings: AepSettings } | { problems: string[] } {
    return readSettings({ config: this.config, env: this.env });
  }

  /** The client of the configured sandbox. Throws what is wrong with the settings. */
  client(): AepClient {
    if (this.#client !== undefined) return this.#client;
    const read = this.settings();
    if ("problems" in read) throw new Error(read.problems.join(" "));
    this.#client = new AepClient(read.settings, this.options);
    return this.#client;
  }
}
