import type * as pulumi from "@pulumi/pulumi";
import type { Context, Lifecycle, OwnerContext, OwnerInputs } from "../../lifecycle/lifecycle";
import { nameOf } from "../../ownership/identity";
import type { DynamicProcess } from "./dynamicProcess";
import { failureInOneSentence, oneLineError } from "../errors";
import { refuseOtherOrganization, type OfOrganization } from "../organization";
import { withoutUndefined } from "../wire";

/** The key under which the engine's dynamic resources keep the text of their provider. */
const providerKey = "__provider";

/**
 * Properties of a resource in the state: those of its lifecycle, and the organization of its
 * object.
 */
type Props = Record<string, unknown> & OwnerInputs & OfOrganization;

/** A lifecycle in the form in which the engine runs dynamic resources. */
export class DynamicProvider<Inputs extends object, State extends Inputs> implements pulumi.dynamic
  .ResourceProvider<Props, Props> {
  constructor(
    private readonly lifecycle: Lifecycle<Inputs, State>,
    private readonly process: DynamicProcess,
  ) {}

  configure = ({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> => {
    this.process.configure((key) => config.get(`aep:${key}`));
    return Promise.resolve();
  };

  check = (_olds: Props, news: Props): Promise<pulumi.dynamic.CheckResult<Props>> => {
    const read = this.process.session.settings();
    const problems = "problems" in read ? read.problems.map((reason) => ({ property: "", reason })) : [];
    const sandboxName = "settings" in read ? read.settings.sandboxName : undefined;
    const { failures, warnings = [] } = this.lifecycle.check(lifecycleProps(news));
    for (const warning of warnings) this.process.log(`${this.#subject(news)} ${warning}.`);
    return Promise.resolve({
      inputs: withoutUndefined({ sandboxName, ...news }),
      failures: [...problems, ...failures.map(failureInOneSentence)],
    });
  };

  diff = (id: string, olds: Props, news: Props): Promise<pulumi.dynamic.DiffResult> =>
    this.#runOwned("Comparing", { ...news, imsOrgId: olds.imsOrgId }, async (context) => {
      const known = { id, state: lifecycleProps(olds) as State };
      const difference = await this.lifecycle.diff(context, known, lifecycleProps(news) as Inputs);
      // A resource that the native plugin made gets its provider by an update: without one, the
      // engine could not run it when no program does.
      return { ...difference, changes: difference.changes || !(providerKey in olds) };
    });

  create = (news: Props): Promise<pulumi.dynamic.CreateResult<Props>> =>
    this.#runOwned("Creating", news, async (context) => {
      const { id, state } = await this.lifecycle.create(context, lifecycleProps(news) as Inputs);
      return { id, outs: this.#outputs(state) };
    });

  read = (id: string, props: Props = {}): Promise<pulumi.dynamic.ReadResult<Props>> =>
    this.#run("Reading", props, async (context) => {
      const found = await this.lifecycle.read(context, {
        id,
        state: lifecycleProps(props) as Partial<State>,
      });
      return found
        ? { id, props: this.#outputs(found.state), inputs: withoutUndefined(found.inputs) }
        : { id: "", props: {} };
    });

  update = (id: string, olds: Props, news: Props): Promise<pulumi.dynamic.UpdateResult<Props>> =>
    this.#runOwned("Updating", { ...news, imsOrgId: olds.imsOrgId }, async (context) => {
      const known = { id, state: lifecycleProps(olds) as State };
      return {
        outs: this.#outputs(await this.lifecycle.update(context, known, lifecycleProps(news) as Inputs)),
      };
    });

  delete = (id: string, props: Props): Promise<void> =>
    this.#runOwned("Deleting", props, (context) =>
      this.lifecycle.delete(context, { id, state: lifecycleProps(props) as State }),
    );

  #outputs(state: State): Props {
    return withoutUndefined({ ...state, imsOrgId: this.process.session.client().orgId });
  }

  /** `export job "daily"`. */
  #subject({ owner }: Props): string {
    return owner === undefined ? this.lifecycle.noun : `${this.lifecycle.noun} "${nameOf(owner)}"`;
  }

  /** Runs an operation of a resource that a program declares. */
  #runOwned<Result>(
    verb: string,
    props: Props,
    operation: (context: OwnerContext) => Promise<Result>,
  ): Promise<Result> {
    return this.#run(verb, props, ({ owner, ...context }) => {
      if (owner === undefined) throw new Error("the state does not name the resource. Run `pulumi up` once.");
      return operation({ ...context, owner });
    });
  }

  async #run<Result>(
    verb: string,
    props: Props,
    operation: (context: Context & Partial<OwnerContext>) => Promise<Result>,
  ): Promise<Result> {
    try {
      const { owner: urn, stackId } = props;
      const owner = urn === undefined ? undefined : { urn, stackId };
      const context = { ...this.process.context(this.#subject(props)), owner };
      refuseOtherOrganization(props, context);
      return await this.process.track(() => operation(context));
    } catch (error) {
      throw oneLineError({ verb, noun: this.lifecycle.noun, subject: this.#subject(props) }, error);
    }
  }
}

/** The properties that the lifecycle knows: without that of the engine and that of this class. */
const lifecycleProps = ({
  [providerKey]: _provider,
  imsOrgId: _imsOrgId,
  ...props
}: Props): Record<string, unknown> => props;
