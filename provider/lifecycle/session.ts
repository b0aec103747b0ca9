import { AepClient, readSettings, type AepSettings, type ClientOptions } from "../aep";
import { Run } from "./run";

interface SessionOptions extends Pick<ClientOptions, "log" | "ending"> {
  /** Whether other processes may run resources of the same stack. Defaults to false. */
  isShared?: boolean;
}

/**
 * One run: its configuration, one client, and what the run has seen. The engine runs all dynamic
 * resources of a run in one process, and the resources of each provider of the native plugin in
 * another one.
 */
export class Session {
  readonly run: Run;
  #client?: AepClient;

  constructor(
    /** The value of a configuration key in the namespace `aep`, secrets decrypted. */
    private readonly config: (key: string) => string | undefined,
    private readonly options: SessionOptions,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    this.run = new Run(options.isShared);
  }

  /** The settings, or all that is wrong with them. */
  settings(): { settings: AepSettings } | { problems: string[] } {
    return readSettings({ config: this.config, env: this.env });
  }

  /** The client of the configured sandbox. Throws what is wrong with the settings. */
  client(): AepClient {
    if (this.#client !== undefined) return this.#client;
    const read = this.settings();
    if ("problems" in read) throw new Error(read.problems.join(" "));
    this.#client = new AepClient(read.settings, { log: this.options.log, ending: this.options.ending });
    return this.#client;
  }
}
