import type * as pulumi from "@pulumi/pulumi";
import type {
  Evaluation,
  SegmentDefinitionInputs,
  SegmentRule,
} from "../../provider/segmentDefinition/inputs";
import type { SegmentDefinitionState as Declaration } from "../../provider/programs";
import { AepResource, fullType, isOfType } from "../resource/aepResource";
import { provider } from "../resource/connection";
import { previewCreation } from "../resource/preview";
import type { SegmentDefinitionArgs, SegmentDefinitionState } from "./args";

/**
 * The rule by which profiles belong to a segment: a segment definition of AEP's Segmentation API.
 *
 * A new definition has no members until AEP evaluates it: its daily job does, or an export with
 * `evaluationInfo: { segmentation: true }`.
 *
 * ```typescript
 * const gold = new aep.SegmentDefinition("gold", { expression: 'loyalty.tier = "gold"' });
 * ```
 *
 * ```typescript
 * const gold = new aep.SegmentDefinition("gold", {
 *   name: "Gold members",
 *   description: "Members of the gold tier, for the churn model",
 *   expression: 'loyalty.tier = "gold"',
 *   evaluation: "batch",
 * });
 * ```
 */
export class SegmentDefinition extends AepResource {
  /** Name of the segment. */
  declare readonly name: pulumi.Output<string>;
  /** What the segment is for, without the mark of its owner. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The rule: a text in PQL, or an object with its format. */
  declare readonly expression: pulumi.Output<string | SegmentRule>;
  /** Name of the schema class; undefined stands for `_xdm.context.profile`. */
  declare readonly schemaName: pulumi.Output<string | undefined>;
  /** Id of the merge policy that the program gives; undefined stands for AEP's choice. */
  declare readonly mergePolicyId: pulumi.Output<string | undefined>;
  /** When AEP evaluates the segment; undefined stands for `batch`. */
  declare readonly evaluation: pulumi.Output<Evaluation | undefined>;
  /** The sandbox that holds the segment. */
  declare readonly sandboxName: pulumi.Output<string>;
  /** Id or name of the existing definition that the resource took over. */
  declare readonly adopt: pulumi.Output<string | undefined>;

  /**
   * Whether the `up` that creates the resource makes a new definition.
   *
   * @internal
   */
  readonly isMade: boolean;

  /**
   * Reads a definition that exists, without owning it: the program never changes or deletes it.
   *
   * ```typescript
   * const gold = aep.SegmentDefinition.get("gold", "4edc8488-2c35-4f6d-b4c6-9075c68d2df4");
   * ```
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: SegmentDefinitionState = {},
    opts: pulumi.CustomResourceOptions = {},
  ): SegmentDefinition {
    return new SegmentDefinition(name, state, { ...opts, id });
  }

  /** Whether a value is a `SegmentDefinition`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is SegmentDefinition {
    return isOfType(value, fullType("SegmentDefinition"));
  }

  /** @internal */
  constructor(name: string, state: SegmentDefinitionState, opts: ReadOptions);
  constructor(name: string, args: SegmentDefinitionArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: Partial<SegmentDefinitionArgs>, opts: pulumi.CustomResourceOptions = {}) {
    const isRead = opts.id !== undefined;
    const named = { name: args.name ?? (isRead ? undefined : name) };
    super(
      { type: "SegmentDefinition", provider: "segmentDefinition", name },
      { ...outputs, ...args, ...named },
      opts,
    );
    this.isMade = !isRead && args.adopt === undefined;
    if (isRead) return;
    previewCreation<Declaration>(this, {
      subject: `segment definition "${name}"`,
      given: ["name", ...(["adopt", "evaluation"] as const).filter((key) => args[key] !== undefined)],
      preview: (context, inputs) => provider().previewSegment(context, inputs),
    });
  }
}

/** Options of a resource that is only read. */
type ReadOptions = pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> };

/** The SDK makes an output of every property that it is given, also of one without a value. */
const outputs = {
  name: undefined,
  description: undefined,
  expression: undefined,
  schemaName: undefined,
  mergePolicyId: undefined,
  evaluation: undefined,
  sandboxName: undefined,
  adopt: undefined,
} satisfies Record<keyof SegmentDefinitionInputs, undefined>;
