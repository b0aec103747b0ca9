import type { Limit } from "p-limit";
import type { AepClient } from "./aep";
import type { KnownJobs } from "./knownJobs";

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

/** What one run of the engine has seen so far, shared by all resources that the process serves. */
export interface Run {
  /** Objects that the state is known to hold, or that this run made, with the URNs of the resource that has each: none is a leftover. */
  readonly claims: Map<string, Set<string>>;
  /** When the last claim was made: milliseconds since 1970. */
  claimedAt: number;
  /** Ids of datasets that this run made: they cannot hold a leftover job. */
  readonly fresh: Set<string>;
  /** Digests of the jobs that this run has started or tried to. */
  readonly started: Set<string>;
  /** What the marks say that this run has set or met, by the URN of the job. */
  readonly marks: Map<string, string>;
  /** Leftover objects that this run took over. */
  readonly adopted: Set<string>;
  /** By URN where the job that the state knows writes to, and when it was created: what a run left behind is younger. */
  readonly lastJobs: Map<string, { dataset: string; time: number }>;
  /** Jobs that this run has read, by sandbox. */
  readonly jobs: Map<string, KnownJobs>;
  /** Answers of look-ups that one call serves for many resources, by what was looked up. */
  readonly lookups: Map<string, Promise<unknown>>;
  /** What has to be done one after the other, by what it is about. */
  readonly turns: Map<string, Limit>;
}

/** What a lifecycle gets beside inputs. Knows nothing of how the engine reached it. */
export interface Context {
  /** The client, in the sandbox of the configuration. */
  client: AepClient;
  run: Run;
  /** The resource as messages call it: `export job "daily"`. */
  subject: string;
  /** The resource's URN, by which AEP's objects are recognised as its own. Absent when it was read, not declared. */
  urn?: string;
  /** Tells the user something worth knowing; one line. */
  log: (message: string) => void;
  /** Waits, and rejects when the run is being cancelled. A POST under way is never cut short, lest its id be lost. */
  sleep: (milliseconds: number) => Promise<void>;
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
  diff(context: Context, known: Known<State>, news: Inputs): Promise<Difference>;
  create(context: Context, inputs: Inputs): Promise<Known<State>>;
  /** Undefined when the object is gone. A resource that is read by id alone has next to nothing in its state. */
  read(
    context: Context,
    known: Known<Partial<State>>,
  ): Promise<(Known<State> & { inputs: Inputs }) | undefined>;
  update(context: Context, known: Known<State>, news: Inputs): Promise<State>;
  /** Fulfilled when the object is gone, be it that it was gone before. */
  delete(context: Context, known: Known<State>): Promise<void>;
}

/** What a check finds. */
export interface CheckResult {
  failures: CheckFailure[];
  /** What is allowed but seldom meant, to be read after the resource's name. */
  warnings?: string[];
}
