import type * as pulumi from "@pulumi/pulumi";
import type {
  ComputeGatewayJobId,
  ExportJobError,
  ExportMetrics,
  MergePolicyRef,
  SegmentBatch,
} from "../../contract/exportJobs";
import type {
  AdditionalFields,
  EvaluationInfo,
  ExportJobFilter,
  ExportJobTimeouts,
} from "../../provider/exportJob/declaration/inputs";
import { inputNames } from "../../provider/exportJob/declaration/request";
import { answerNames } from "../../provider/exportJob/declaration/state";
import { AepResource, fullType, isOfType } from "../resource/aepResource";
import { TargetDataset } from "../targetDataset/targetDataset";
import type { ExportJobArgs, ExportJobState } from "./args";
import { completion, type Completion } from "./completion";
import { estimatedProfiles } from "./estimate";
import { previewJob } from "./preview";
import { filterInputs } from "./segmentFilter";
import { waitsForExports } from "./settings";

/**
 * An export of profiles into a dataset: an export job of AEP's Segmentation API. Creating the
 * resource starts the export; deleting it cancels the export if it is still running. The data that
 * it wrote stays in the dataset.
 *
 * AEP cannot change a job, so a change of its arguments, or of `triggers`, replaces the job and
 * starts another export. The next `pulumi up` runs an export again that failed or was cancelled,
 * but never one that succeeded.
 *
 * ```typescript
 * const job = new aep.ExportJob("daily", { dataset });
 * ```
 *
 * ```typescript
 * const job = new aep.ExportJob("loyal", {
 *   dataset,
 *   fields: ["person.name", "personalEmail.address"],
 *   filter: { segments: [{ segmentId: "4edc8488-2c35-4f6d-b4c6-9075c68d2df4" }] },
 *   triggers: [week],
 * });
 * ```
 */
export class ExportJob extends AepResource {
  /** Id of the dataset that the export is written to. */
  declare readonly dataset: pulumi.Output<string>;
  /** Dot paths of the profile fields; undefined stands for all fields. */
  declare readonly fields: pulumi.Output<string | string[] | undefined>;
  /** The merge policy that the program gives; see `usedMergePolicy` for the one that AEP used. */
  declare readonly mergePolicy: pulumi.Output<MergePolicyRef | undefined>;
  /** Which profiles are exported; undefined stands for all that have a profile record. */
  declare readonly filter: pulumi.Output<ExportJobFilter | undefined>;
  /** What is exported beside the fields of the profile. */
  declare readonly additionalFields: pulumi.Output<AdditionalFields | undefined>;
  /** Whether each segment gets its own batch. */
  declare readonly segmentPerBatch: pulumi.Output<boolean | undefined>;
  /** Name of the schema class; undefined stands for `_xdm.context.profile`. */
  declare readonly schemaName: pulumi.Output<string | undefined>;
  /** What the job does before it exports. */
  declare readonly evaluationInfo: pulumi.Output<EvaluationInfo | undefined>;
  /** Id of the existing job that the resource took over. */
  declare readonly adopt: pulumi.Output<string | undefined>;
  /** How long to wait. */
  declare readonly timeouts: pulumi.Output<ExportJobTimeouts | undefined>;
  /** Changing any of these values starts another export. */
  declare readonly triggers: pulumi.Output<unknown[] | undefined>;
  /** The sandbox that is exported from. */
  declare readonly sandboxName: pulumi.Output<string>;
  /**
   * Status in AEP: `SUCCEEDED` once the export has succeeded; `NEW` or `PROCESSING` if the program
   * does not wait.
   */
  declare readonly status: pulumi.Output<string>;
  /** Ids of the batches written; read their files with the Data Access API. */
  declare readonly batchIds: pulumi.Output<string[]>;
  /** The batch of each segment, with `segmentPerBatch`. */
  declare readonly batches: pulumi.Output<SegmentBatch[] | undefined>;
  /** Profiles exported. */
  declare readonly profileCount: pulumi.Output<number | undefined>;
  /** How long the job took, and what it counted by identity namespace. */
  declare readonly metrics: pulumi.Output<ExportMetrics | undefined>;
  /** Why the job failed. */
  declare readonly errors: pulumi.Output<ExportJobError[] | undefined>;
  /** The merge policy that AEP used. */
  declare readonly usedMergePolicy: pulumi.Output<MergePolicyRef | undefined>;
  /** Ids of AEP's internal jobs behind this one, for Adobe's support. */
  declare readonly computeGatewayJobId: pulumi.Output<ComputeGatewayJobId | undefined>;
  /** Id of the request that started the job. */
  declare readonly requestId: pulumi.Output<string | undefined>;
  /** When the job was created, in milliseconds since 1970. */
  declare readonly creationTime: pulumi.Output<number | undefined>;
  /** When the job last changed, in milliseconds since 1970. */
  declare readonly updateTime: pulumi.Output<number | undefined>;

  /**
   * Reads a job that exists, without owning it: the program never cancels it, and does not wait for
   * its end.
   *
   * ```typescript
   * const job = aep.ExportJob.get("first", "726");
   * ```
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: ExportJobState = {},
    opts: pulumi.CustomResourceOptions = {},
  ): ExportJob {
    return new ExportJob(name, state, { ...opts, id });
  }

  /** Whether a value is an `ExportJob`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is ExportJob {
    return isOfType(value, fullType("ExportJob"));
  }

  /** @internal */
  constructor(name: string, state: ExportJobState, opts: ReadOptions);
  constructor(name: string, args: ExportJobArgs, opts?: pulumi.CustomResourceOptions);
  constructor(name: string, args: Partial<ExportJobArgs>, opts: pulumi.CustomResourceOptions = {}) {
    const { waitForCompletion = true, dataset, filter, ...inputs } = args;
    const target = TargetDataset.isInstance(dataset) ? dataset : undefined;
    const place = target ? { dataset: target.id, sandboxName: target.sandboxName } : { dataset };
    const withIds = { ...inputs, filter: filterInputs(filter) };
    const isStarted = opts.id === undefined && args.adopt === undefined;
    const estimate = isStarted
      ? estimatedProfiles({ ...withIds, sandboxName: target?.sandboxName ?? inputs.sandboxName })
      : undefined;
    super(
      { type: "ExportJob", provider: "exportJob", name, target },
      { ...outputs, ...place, ...withIds, estimatedProfiles: estimate },
      opts,
    );
    if (opts.id !== undefined) return;
    previewJob(this, { name, target, args });
    if (waitForCompletion && waitsForExports())
      Object.assign<Completion, Completion>(this, completion(this, { name, args }));
  }
}

/** Options of a resource that is only read. */
type ReadOptions = pulumi.CustomResourceOptions & { id: pulumi.Input<pulumi.ID> };

/** The SDK makes an output of every property that it is given, also of one without a value. */
const outputs = Object.fromEntries([...inputNames, ...answerNames].map((name) => [name, undefined]));
