import type * as pulumi from "@pulumi/pulumi";
import type { Context, Lifecycle, OwnerContext } from "../../lifecycle/lifecycle";
import { nameOf } from "../../ownership/identity";
import type { DynamicProcess } from "./dynamicProcess";
import { failureInOneSentence, oneLineError } from "./errors";

/** The key under which the engine's dynamic resources keep the text of their provider. */
const providerKey = "__provider";

/** What the engine keeps of a resource: what its lifecycle does, and the organization that it lives in. */
type Props = Record<string, unknown> & { owner?: string; stackId?: string; imsOrgId?: string };

/** Opens a lifecycle to the engine's process for dynamic resources. */
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
    const { failures, warnings = [] } = this.lifecycle.check(plain(news));
    for (const warning of warnings) this.process.log(`${this.#subject(news)} ${warning}.`);
    return Promise.resolve({
      inputs: defined({ sandboxName, ...news }),
      failures: [...problems, ...failures.map(failureInOneSentence)],
    });
  };

  diff = (id: string, olds: Props, news: Props): Promise<pulumi.dynamic.DiffResult> =>
    this.#runOwned("Comparing", { ...news, imsOrgId: olds.imsOrgId }, (context) =>
      this.lifecycle.diff(context, { id, state: plain(olds) as State }, plain(news) as Inputs),
    );

  create = (news: Props): Promise<pulumi.dynamic.CreateResult<Props>> =>
    this.#runOwned("Creating", news, async (context) => {
      const { id, state } = await this.lifecycle.create(context, plain(news) as Inputs);
      return { id, outs: this.#kept(state) };
    });

  read = (id: string, props: Props = {}): Promise<pulumi.dynamic.ReadResult<Props>> =>
    this.#run("Reading", props, async (context) => {
      const found = await this.lifecycle.read(context, { id, state: plain(props) as Partial<State> });
      return found
        ? { id, props: this.#kept(found.state), inputs: defined(found.inputs) }
        : { id: "", props: {} };
    });

  update = (id: string, olds: Props, news: Props): Promise<pulumi.dynamic.UpdateResult<Props>> =>
    this.#runOwned("Updating", { ...news, imsOrgId: olds.imsOrgId }, async (context) => {
      const known = { id, state: plain(olds) as State };
      return { outs: this.#kept(await this.lifecycle.update(context, known, plain(news) as Inputs)) };
    });

  delete = (id: string, props: Props): Promise<void> =>
    this.#runOwned("Deleting", props, (context) =>
      this.lifecycle.delete(context, { id, state: plain(props) as State }),
    );

  #kept(state: State): Props {
    return defined({ ...state, imsOrgId: this.process.session.client().orgId });
  }

  /** `export job "daily"`. */
  #subject({ owner }: Props): string {
    return owner === undefined ? this.lifecycle.noun : `${this.lifecycle.noun} "${nameOf(owner)}"`;
  }

  /** An operation of a resource that a program declares. */
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

/** What the lifecycle knows of: neither the engine's own property nor this door's. */
const plain = ({ [providerKey]: _provider, imsOrgId: _imsOrgId, ...props }: Props): Record<string, unknown> =>
  props;

/**
 * Another organization knows no object of this one, so that a refresh would take the resource for deleted, and a destroy
 * would leave its object behind.
 */
function refuseOtherOrganization({ imsOrgId }: Props, { client }: Context): void {
  if (imsOrgId === undefined || imsOrgId === client.orgId) return;
  throw new Error(
    `it lives in organization ${imsOrgId}, but ${client.orgId} is configured. ` +
      `Set aep:orgId (AEP_ORG_ID) and the credentials to those of ${imsOrgId}.`,
  );
}

/** Without undefined values, which the engine's wire format has no form for. */
const defined = (state: object): Props => JSON.parse(JSON.stringify(state)) as Props;
