import { isDeepStrictEqual } from "node:util";
import { unknownValue } from "../../inputs/unknown";
import {
  Unfinished,
  type CheckFailure,
  type Context,
  type Known,
  type Lifecycle,
  type OwnerContext,
  type OwnerInputs,
} from "../../lifecycle/lifecycle";
import { nameOf } from "../../ownership/identity";
import { failureInOneSentence, oneLineError } from "../errors";
import { refuseOtherOrganization, type OfOrganization } from "../organization";
import type { Props } from "./marshalling";
import type { PluginProcess } from "./pluginProcess";
import { InitFailed } from "./refusals";

/** A resource as the engine names it in every call. */
export interface Named {
  urn: string;
  /** Milliseconds of its customTimeouts. Defaults to no limit. */
  timeoutMs?: number;
}

/** What the engine is told about a change of inputs. */
export interface NativeDifference {
  changes: boolean;
  replaces: string[];
  /** The inputs that differ, by their names. */
  changed: string[];
}

/** A resource with its properties: all of them, and those that a program gives. */
export interface NativeRead {
  id: string;
  outputs: Props;
  inputs: Props;
}

type StateProps = Props & OwnerInputs & OfOrganization;

/**
 * A lifecycle in the form in which the engine runs the resources of a plugin. The URN comes with
 * each call, and the id of the stack from the provider. The state keeps both as they were at the
 * last change, so that a renamed resource gets its tags rewritten.
 */
export class NativeResource<Inputs extends object, State extends Inputs> {
  constructor(
    private readonly lifecycle: Lifecycle<Inputs, State>,
    private readonly process: PluginProcess,
  ) {}

  check(named: Named, news: Props): { inputs: Props; failures: CheckFailure[] } {
    const read = this.process.session.settings();
    const problems = "problems" in read ? read.problems.map((reason) => ({ property: "", reason })) : [];
    const sandboxName = "settings" in read ? read.settings.sandboxName : undefined;
    const inputs = { sandboxName, ...this.lifecycle.defaults?.(nameOf(named.urn)), ...news };
    const { failures, warnings = [] } = this.lifecycle.check(inputs);
    for (const warning of warnings)
      this.process.engine.log({
        urn: named.urn,
        message: `${this.#subject(named)} ${warning}.`,
        isWarning: true,
      });
    const reserved = Object.keys(this.#owner(named)).filter((key) => key in news);
    const refused = reserved.map((property) => ({ property, reason: "is not a property. Take it out" }));
    return { inputs, failures: [...problems, ...[...failures, ...refused].map(failureInOneSentence)] };
  }

  diff(
    named: Named,
    { id, olds, news }: { id: string; olds: StateProps; news: Props },
  ): Promise<NativeDifference> {
    return this.#run("Comparing", { named, state: olds }, async (context) => {
      const known = { id, state: this.#state(named, olds) };
      const inputs = this.#inputs(named, news);
      const { changes, replaces } = await this.lifecycle.diff(context, known, inputs);
      // A refresh clears what the engine remembers of a wait, so the state alone tells it.
      const isOwed = replaces.length === 0 && this.#owesWait(known.state, inputs);
      return {
        changes: changes || isOwed,
        replaces,
        changed: changes || isOwed ? this.#changed(olds, news, { replaces, isOwed }) : [],
      };
    });
  }

  create(named: Named, news: Props): Promise<{ id: string; outputs: Props }> {
    return this.#run("Creating", { named }, async (context) => {
      const inputs = this.#inputs(named, news);
      const known = await this.lifecycle.create(context, inputs);
      return this.#settled(context, known, { inputs, news });
    });
  }

  /** What is known of a resource that the `up` will create. */
  previewCreate(named: Named, news: Props): Promise<Props> {
    return this.#run("Creating", { named }, async (context) => {
      const warn = (message: string): void =>
        this.process.engine.log({ message, urn: named.urn, isWarning: true });
      await this.lifecycle.preview?.({ ...context, warn }, this.#inputs(named, news));
      return { ...news, ...this.#unknownAnswers() };
    });
  }

  read(named: Named, { id, state }: { id: string; state: StateProps }): Promise<NativeRead | undefined> {
    return this.#run("Reading", { named, state }, async (context) => {
      const owner = state.owner === undefined ? undefined : context.owner;
      const known = { id, state: withoutOrganization(state) as Partial<State> };
      return this.#found(await this.lifecycle.read({ ...context, owner }, known));
    });
  }

  /** Reads an object that the stack takes over as it is. */
  import(named: Named, id: string): Promise<NativeRead | undefined> {
    return this.#run("Importing", { named }, async (context) => {
      const { lifecycle } = this;
      return this.#found(
        lifecycle.import === undefined
          ? await lifecycle.read(context, { id, state: {} })
          : await lifecycle.import(context, id),
      );
    });
  }

  update(
    named: Named,
    { id, olds, news }: { id: string; olds: StateProps; news: Props },
  ): Promise<{ outputs: Props }> {
    return this.#run("Updating", { named, state: olds }, async (context) => {
      const inputs = this.#inputs(named, news);
      const state = await this.lifecycle.update(context, { id, state: this.#state(named, olds) }, inputs);
      return this.#settled(context, { id, state }, { inputs, news });
    });
  }

  /** What is known of a resource that the `up` will update. */
  previewUpdate(named: Named, { olds, news }: { olds: StateProps; news: Props }): Props {
    const isOwed = this.#owesWait(this.#state(named, olds), this.#inputs(named, news));
    return { ...this.#answersIn(olds), ...news, ...(isOwed && this.#unknownAnswers()) };
  }

  delete(named: Named, { id, state }: { id: string; state: StateProps }): Promise<void> {
    return this.#run("Deleting", { named, state }, ({ owner, ...context }) => {
      const { stackId = owner.stackId } = state;
      const known = { id, state: this.#state(named, state) };
      return this.lifecycle.delete({ ...context, owner: { ...owner, stackId } }, known);
    });
  }

  /** Waits for a resource whose object was made. Whatever ends the wait, the state keeps the object. */
  async #settled(
    context: OwnerContext,
    known: Known<State>,
    { inputs, news }: { inputs: Inputs; news: Props },
  ): Promise<{ id: string; outputs: Props }> {
    const { settling } = this.lifecycle;
    if (settling === undefined || !settling.isOwed(known.state, inputs))
      return { id: known.id, outputs: this.#outputs(known.state) };
    try {
      return { id: known.id, outputs: this.#outputs(await settling.wait(context, known)) };
    } catch (error) {
      const state = error instanceof Unfinished ? (error.state as State) : known.state;
      const { message } = oneLineError({ verb: "Waiting for", ...this.#names(context) }, error);
      throw new InitFailed(message, { id: known.id, outputs: this.#outputs(state), inputs: news });
    }
  }

  #found(found: (Known<State> & { inputs: Inputs }) | undefined): NativeRead | undefined {
    if (found === undefined) return undefined;
    const { owner: _owner, stackId: _stackId, ...inputs } = found.inputs as StateProps;
    return { id: found.id, outputs: this.#outputs(found.state), inputs };
  }

  #owesWait(state: State, inputs: Inputs): boolean {
    return this.lifecycle.settling?.isOwed(state, inputs) ?? false;
  }

  #changed(
    olds: StateProps,
    news: Props,
    { replaces, isOwed }: { replaces: string[]; isOwed: boolean },
  ): string[] {
    const answers = new Set<string>(this.lifecycle.answers);
    const notInputs = new Set(["imsOrgId", "owner", "stackId", "mark", ...answers]);
    const names = [...Object.keys(olds), ...Object.keys(news)].filter((name) => !notInputs.has(name));
    const differing = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
    return [...new Set([...replaces, ...differing, ...(isOwed ? ["status"] : [])])];
  }

  #answersIn(olds: Props): Props {
    const names = new Set<string>(this.lifecycle.answers);
    return Object.fromEntries(Object.entries(olds).filter(([name]) => names.has(name)));
  }

  #unknownAnswers(): Props {
    return Object.fromEntries((this.lifecycle.answers ?? []).map((name) => [name, unknownValue]));
  }

  #outputs(state: State): Props {
    return { ...state, imsOrgId: this.process.session.client().orgId };
  }

  #owner({ urn }: Named): OwnerInputs {
    return { owner: urn, stackId: this.process.stackId };
  }

  #inputs(named: Named, news: Props): Inputs {
    return { ...news, ...this.#owner(named) } as unknown as Inputs;
  }

  /** An import writes no tags, so a state without an owner is one of this resource. */
  #state(named: Named, olds: StateProps): State {
    return { ...this.#owner(named), ...withoutOrganization(olds) } as unknown as State;
  }

  #subject({ urn }: Named): string {
    return `${this.lifecycle.noun} "${nameOf(urn)}"`;
  }

  #names({ subject }: Pick<Context, "subject">): { noun: string; subject: string } {
    return { noun: this.lifecycle.noun, subject };
  }

  async #run<Result>(
    verb: string,
    { named, state = {} }: { named: Named; state?: OfOrganization },
    operation: (context: OwnerContext) => Promise<Result>,
  ): Promise<Result> {
    const subject = this.#subject(named);
    try {
      const owner = { urn: named.urn, stackId: this.process.stackId };
      const context = { ...this.process.context({ ...named, subject }), owner };
      refuseOtherOrganization(state, context);
      return await operation(context);
    } catch (error) {
      throw error instanceof InitFailed ? error : oneLineError({ verb, ...this.#names({ subject }) }, error);
    }
  }
}

const withoutOrganization = ({ imsOrgId: _imsOrgId, __provider: _provider, ...props }: StateProps): Props =>
  props;
