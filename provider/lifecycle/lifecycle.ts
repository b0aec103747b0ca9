import type { AepClient } from "../aep";
import type { Owner } from "../ownership/identity";
import type { Run } from "./run";

/** Inputs of every resource that the SDK sets, and not the program. */
export interface OwnerInputs {
  /** URN of the resource. AEP's objects name it in their tags. */
  owner?: string;
  /** Id of the stack, which the tags name too. */
  stackId?: string;
}

/** One thing wrong with the inputs of a resource. */
export interface CheckFailure {
  /** Path of the property, e.g. `filter.segments[0].status`. Empty for the resource as a whole. */
  property: string;
  /** What is wrong and what to do, in one sentence each. */
  reason: string;
}

/** What a change of inputs asks for. */
export interface Difference {
  changes: boolean;
  /** Properties that force a new object. Empty: the change is made in place. */
  replaces: string[];
}

/** A resource as the state knows it: its id in AEP, and all that is kept of it. */
export interface Known<State> {
  id: string;
  state: State;
}

/** What a lifecycle gets beside inputs. Knows nothing of how the engine reached it. */
export interface Context {
  /** The client, in the sandbox of the configuration. */
  client: AepClient;
  run: Run;
  /** The resource as messages call it: `export job "daily"`. */
  subject: string;
  /** Tells the user something worth knowing; one line. */
  log: (message: string) => void;
  /** Waits, and rejects when the run is being cancelled. A POST under way is never cut short, lest its id be lost. */
  sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The context of a resource that a program declares. */
export interface OwnerContext extends Context {
  /** The resource, by which AEP's objects are recognised as its own. */
  owner: Owner;
}

/**
 * A resource's life. `Inputs` are what the program says, with the sandbox always named, since the state must
 * know where the object lies; `State` is what is kept: the inputs and what AEP answered. Every method answers in plain data and throws errors whose
 * message is one line for the user.
 */
export interface Lifecycle<Inputs extends object, State extends Inputs> {
  /** `target dataset`, `export job`: the noun of messages. */
  readonly noun: string;
  /** All that is wrong with the inputs, at once. Never touches the network. */
  check(news: Record<string, unknown>): CheckResult;
  diff(context: OwnerContext, known: Known<State>, news: Inputs): Promise<Difference>;
  create(context: OwnerContext, inputs: Inputs): Promise<Known<State>>;
  /**
   * Undefined when the object is gone. A resource that is read by id alone has next to nothing in its state, and no owner: the program
   * does not declare it.
   */
  read(
    context: Context & Partial<OwnerContext>,
    known: Known<Partial<State>>,
  ): Promise<(Known<State> & { inputs: Inputs }) | undefined>;
  update(context: OwnerContext, known: Known<State>, news: Inputs): Promise<State>;
  /** Fulfilled when the object is gone, be it that it was gone before. */
  delete(context: OwnerContext, known: Known<State>): Promise<void>;
}

/** What a check finds. */
export interface CheckResult {
  failures: CheckFailure[];
  /** What is allowed but seldom meant, to be read after the resource's name. */
  warnings?: string[];
}
