import { setTimeout as timer } from "node:timers/promises";
import type { Context } from "../../lifecycle/lifecycle";
import { Session } from "../../lifecycle/session";
import { Operations } from "../operations";
import { Engine } from "./engine";
import type { Props } from "./marshalling";

/** What an operation is about: the resource, and what the engine says of it. */
export interface Subject {
  /** As messages call the resource. */
  subject: string;
  urn?: string;
  timeoutMs?: number;
}

/** The process of the plugin. It serves one provider of a stack, in one run or in several. */
export class PluginProcess {
  readonly engine = new Engine();
  readonly operations = new Operations();
  #cancelled = new AbortController();
  #session?: Session;
  #stackId?: string;

  constructor(private readonly env: NodeJS.ProcessEnv = process.env) {}

  /** Begins a run. A process that a debugger keeps serves several runs, each with its own session. */
  configure(inputs: Props): void {
    this.#cancelled = new AbortController();
    const config = (key: string): string | undefined => {
      const value = inputs[key];
      return typeof value === "string" ? value : undefined;
    };
    this.#stackId = config("stackId");
    const log = (message: string): void => this.engine.log({ message });
    const options = { log, ending: this.#cancelled.signal, isShared: true };
    this.#session = new Session(config, options, this.env);
  }

  get session(): Session {
    if (this.#session === undefined)
      throw new Error("The provider is used before the engine has configured it.");
    return this.#session;
  }

  get stackId(): string | undefined {
    return this.#stackId;
  }

  context({ subject, urn, timeoutMs }: Subject): Context {
    const { signal } = this.#cancelled;
    return {
      client: this.session.client(),
      run: this.session.run,
      subject,
      log: (message) => this.engine.log({ message, urn }),
      progress: (message) => this.engine.log({ message, urn, ephemeral: true }),
      timeoutMs,
      sleep: (milliseconds) => timer(milliseconds, undefined, { signal }),
      now: Date.now,
    };
  }

  /** Ends all waits. */
  cancel(): void {
    this.#cancelled.abort();
  }

  /** Ends all waits, and the process after what is under way. */
  end(): void {
    this.cancel();
    this.operations.endProcess();
  }
}
