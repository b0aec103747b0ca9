import type * as pulumi from "@pulumi/pulumi";
import type {
  ComputeGatewayJobId,
  ExportJobError,
  ExportMetrics,
  MergePolicyRef,
  SegmentBatch,
} from "../../contract/exportJobs";
import { answerNames } from "../../provider/exportJob/declaration/state";
import { completion } from "./completion";
import { AepResource } from "../resource/aepResource";
import type { ExportJobArgs } from "./args";
import { previewTakeoverOfJob } from "./adopt";
import { preflight } from "./preflight";
import { TargetDataset, type GetOptions } from "../targetDataset/targetDataset";
import { waitsForExports } from "./waitSetting";

/**
 * An export of profiles into a dataset: an export job of AEP's Segmentation API. Creating the resource starts the export;
 * deleting it cancels the export if it is still running. What it wrote stays in the dataset.
 *
 * AEP cannot change a job, so any change of its arguments starts another export, as does a change of `triggers`. An export
 * that failed or was cancelled is run again by the next `pulumi up`; one that succeeded never is.
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
  /** The sandbox that is exported from. */
  declare readonly sandboxName: pulumi.Output<string>;
  /** AEP's word: `SUCCEEDED` once the export has ended well; `NEW` or `PROCESSING` where it is not waited for. */
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
  /** AEP's own jobs behind this one; Adobe's support asks for them. */
  declare readonly computeGatewayJobId: pulumi.Output<ComputeGatewayJobId | undefined>;
  /** The request that started the job. */
  declare readonly requestId: pulumi.Output<string | undefined>;
  /** When the job was created, in milliseconds since 1970. */
  declare readonly creationTime: pulumi.Output<number | undefined>;
  /** When the job last changed, in milliseconds since 1970. */
  declare readonly updateTime: pulumi.Output<number | undefined>;

  /**
   * Reads a job that exists, without owning it: nothing that the program does cancels it. Its end is not waited for.
   *
   * ```typescript
   * const job = aep.ExportJob.get("first", "726");
   * ```
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    { sandboxName, ...opts }: GetOptions = {},
  ): ExportJob {
    const args = { sandboxName, waitForCompletion: false } as ExportJobArgs;
    return new ExportJob(name, args, { ...opts, id });
  }

  constructor(name: string, args: ExportJobArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { waitForCompletion = true, dataset, ...inputs } = args;
    const target = dataset instanceof TargetDataset ? dataset : undefined;
    const place = target ? { dataset: target.id, sandboxName: target.sandboxName } : { dataset };
    super({ type: "ExportJob", provider: "exportJob", name }, { ...answers, ...place, ...inputs }, opts);
    if (opts.id === undefined) {
      if (args.adopt === undefined) preflight(this, { name, target });
      else previewTakeoverOfJob(this, { name, target });
    }
    if (waitForCompletion && waitsForExports()) Object.assign(this, completion(this, { name, args }));
  }
}

/** Outputs that come from AEP only; naming them makes them properties of the resource. */
const answers = Object.fromEntries(["sandboxName", ...answerNames].map((name) => [name, undefined]));
