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

/** One fault in the inputs of a resource. */
export interface CheckFailure {
  /** Path of the property, e.g. `filter.segments[0].status`. Empty for the resource as a whole. */
  property: string;
  /** What is wrong, and what to do about it. */
  reason: string;
}

/** What the engine has to do for a change of inputs. */
export interface Difference {
  changes: boolean;
  /** Properties whose change needs a new object. If there are none, the change is made in place. */
  replaces: string[];
}

/** A resource in the state: the id of its object in AEP, and its properties. */
export interface Known<State> {
  id: string;
  state: State;
}

/** What a lifecycle needs beside inputs, whichever way the engine runs it. */
export interface Context {
  /** The client for the configured sandbox. */
  client: AepClient;
  run: Run;
  /** The resource as messages call it: `export job "daily"`. */
  subject: string;
  /** Shows the user one line. */
  log: (message: string) => void;
  /** Shows how far the operation has come, in place of the last such line where possible. */
  progress: (message: string) => void;
  /** Milliseconds that the operation may take by the resource's customTimeouts. */
  timeoutMs?: number;
  /**
   * Waits; rejects when the run is cancelled. Calls to AEP are not cut short, so that no id is
   * lost.
   */
  sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The context of a resource that a program declares. */
export interface OwnerContext extends Context {
  /** The resource. AEP's objects that name it are its own. */
  owner: Owner;
}

/** The context of a resource at preview. */
export interface PreviewContext extends OwnerContext {
  /** Shows the user one line as a warning. */
  warn: (message: string) => void;
  /**
   * How the program names objects of its own that inputs refer to, by what the inputs say: an id, or
   * what stands there for an id that is not known yet. Defaults to no names.
   */
  names?: ReadonlyMap<string, string>;
}

/**
 * What the engine does with a resource. `Inputs` are what the program says, with the sandbox always
 * named, since the state has to say where the object is. `State` is what the state keeps: the
 * inputs, and what AEP answered. Every method returns plain data and throws errors whose message is
 * one line for the user.
 */
export interface Lifecycle<Inputs extends object, State extends Inputs> {
  /** What messages call the resource: `target dataset`, `export job`. */
  readonly noun: string;
  /** Finds all that is wrong with the inputs at once. Makes no calls. */
  check(news: Record<string, unknown>): CheckResult;
  diff(context: OwnerContext, known: Known<State>, news: Inputs): Promise<Difference>;
  create(context: OwnerContext, inputs: Inputs): Promise<Known<State>>;
  /**
   * Undefined if the object is gone. A resource that a program reads by its id, and does not
   * declare, has no owner and hardly any state.
   */
  read(
    context: Context & Partial<OwnerContext>,
    known: Known<Partial<State>>,
  ): Promise<(Known<State> & { inputs: Inputs }) | undefined>;
  update(context: OwnerContext, known: Known<State>, news: Inputs): Promise<State>;
  /** Deletes the object. An object that is gone already is no error. */
  delete(context: OwnerContext, known: Known<State>): Promise<void>;

  /**
   * At preview, checks a resource that the `up` will create, and tells a reviewer what the `up` will
   * do. Inputs may not be known yet. In programs of the dynamic door, the SDK calls this.
   */
  preview?(context: PreviewContext, inputs: Inputs): Promise<void>;
  /** In programs of the dynamic door, the SDK calls this. */
  readonly settling?: Settling<Inputs, State>;

  // What follows serves the native door alone.

  /** Inputs that a program may leave out, for a resource of this name. */
  defaults?(name: string): Partial<Inputs>;
  /** What AEP answers beside the inputs. At preview of a new resource it is not known. */
  readonly answers?: readonly (keyof State & string)[];
  /**
   * Reads an object that a stack takes over as it is. Undefined if there is none. Throws an error if
   * another stack owns it.
   */
  import?(context: OwnerContext, id: string): Promise<(Known<State> & { inputs: Inputs }) | undefined>;
}

/** The wait for what an object does after it was made. */
export interface Settling<Inputs, State> {
  /** Whether the resource has to be waited for. */
  isOwed(state: State, news: Inputs): boolean;
  /** Waits, and returns the state after it. Throws an `Unfinished` for an end that is no success. */
  wait(context: Context, known: Known<State>): Promise<State>;
}

/** A wait that has ended without success: the object is there, and the state keeps it. */
export class Unfinished<State> extends Error {
  constructor(
    message: string,
    /** The state of the resource as the wait has left it. */
    readonly state: State,
  ) {
    super(message);
  }
}

/** What a check finds. */
export interface CheckResult {
  failures: CheckFailure[];
  /** What is allowed but seldom meant. Each is a sentence without its subject, the resource. */
  warnings?: string[];
}
