import { setTimeout as timer } from "node:timers/promises";
import type { Context } from "../../lifecycle/lifecycle";
import { Session } from "../../lifecycle/session";

/** What the providers of one plugin process share: a session, and the end that Ctrl-C, or the engine's own, makes of it. */
export class DynamicProcess {
  readonly #cancelled = new AbortController();
  #session?: Session;
  #underWay = 0;

  constructor(
    /** Tells the user a line. */
    readonly log: (message: string) => void,
    /** Calls back when the engine is gone without having said so. Defaults to never. */
    private readonly onEndOfEngine: (callback: () => void) => void = () => undefined,
  ) {}

  get session(): Session {
    if (this.#session === undefined)
      throw new Error("The provider is used before the engine has configured it.");
    return this.#session;
  }

  /** Each provider of the process is configured, all of them alike. */
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
      sleep: (milliseconds) => timer(milliseconds, undefined, { signal }),
      now: Date.now,
    };
  }

  async track<Result>(operation: () => Promise<Result>): Promise<Result> {
    this.#underWay += 1;
    try {
      return await operation();
    } finally {
      this.#underWay -= 1;
      this.#leaveIfDone();
    }
  }

  /** Ctrl-C reaches this process too. A call under way is let finish, so that the engine learns the id of what it made. */
  #cancel(): void {
    this.#cancelled.abort();
    this.#leaveIfDone();
  }

  #leaveIfDone(): void {
    if (!this.#cancelled.signal.aborted || this.#underWay > 0) return;
    // Later than the answer to the engine, which is sent once the operation is over; but not much, since the engine ends
    // every run by this signal and waits for the process.
    setTimeout(() => {
      if (this.#underWay === 0) process.exit(130);
    }, 50).unref();
  }
}
