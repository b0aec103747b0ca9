import { setTimeout as timer } from "node:timers/promises";
import type { Context } from "../../lifecycle/lifecycle";
import { Session } from "../../lifecycle/session";
import { Operations } from "../operations";

/**
 * The process in which the engine runs its dynamic providers. They share one session. The process
 * ends on Ctrl-C, and when the engine is gone.
 */
export class DynamicProcess {
  readonly #cancelled = new AbortController();
  readonly #operations = new Operations();
  #session?: Session;

  constructor(
    /** Shows the user a line. */
    readonly log: (message: string) => void,
    /** Calls back when the engine has ended without a signal. Defaults to never. */
    private readonly onEndOfEngine: (callback: () => void) => void = () => undefined,
  ) {}

  get session(): Session {
    if (this.#session === undefined)
      throw new Error("The provider is used before the engine has configured it.");
    return this.#session;
  }

  /** The engine configures each provider of the process, with the same values. */
  configure(config: (key: string) => string | undefined): void {
    if (this.#session !== undefined) return;
    this.#session = new Session(config, { log: this.log, ending: this.#cancelled.signal });
    process.once("SIGINT", () => this.#cancel());
    this.onEndOfEngine(() => this.#cancel());
  }

  context(subject: string): Context {
    const { signal } = this.#cancelled;
    return {
      client: this.session.client(),
      run: this.session.run,
      subject,
      log: this.log,
      progress: this.log,
      sleep: (milliseconds) => timer(milliseconds, undefined, { signal }),
      now: Date.now,
    };
  }

  /** Runs an operation that has to be answered before the process ends. */
  track<Result>(operation: () => Promise<Result>): Promise<Result> {
    return this.#operations.track(operation);
  }

  #cancel(): void {
    this.#cancelled.abort();
    this.#operations.endProcess();
  }
}
