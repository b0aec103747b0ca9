import * as pulumi from "@pulumi/pulumi";
import type * as Random from "@pulumi/random";
import { DatasetExpiration } from "../datasetExpiration/datasetExpiration";
import type { ExportJobArgs } from "../exportJob/args";
import { ExportJob } from "../exportJob/exportJob";
import { isOfType } from "../resource/aepResource";
import { shortStacks } from "../resource/callStack";
import { oneLineError } from "../resource/oneLineError";
import type { TargetDatasetArgs } from "../targetDataset/args";
import { TargetDataset } from "../targetDataset/targetDataset";

/**
 * A job of a {@link ProfileExport}: the arguments of an export job without its dataset and sandbox.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface has a name in errors and editors
export interface ProfileExportJobArgs extends Omit<ExportJobArgs, "dataset" | "sandboxName"> {}

/** The dataset of a {@link ProfileExport}. */
export interface ProfileExportDatasetArgs extends Omit<TargetDatasetArgs, "name" | "sandboxName"> {
  /**
   * Name of the dataset. Defaults to the name of the component with a random id (a `RandomId` of
   * the package `@pulumi/random`, which the program has to install), so that the datasets of
   * several stacks have different names.
   */
  name?: TargetDatasetArgs["name"];
}

/**
 * Arguments of a {@link ProfileExport}. All but `dataset`, `jobs`, `sandboxName` and `retention` are
 * defaults for every job, which a job may override.
 */
export interface ProfileExportArgs extends ProfileExportJobArgs {
  /** The dataset to export to. Defaults to a dataset with a random name. */
  dataset?: ProfileExportDatasetArgs;
  /**
   * The jobs by their keys. Defaults to a single job. Adding an entry starts a job; removing an
   * entry deletes its job.
   */
  jobs?: Record<string, ProfileExportJobArgs>;
  /**
   * The sandbox of the dataset and the jobs. Defaults to the configured one (`aep:sandboxName`).
   * Changing it replaces all of them.
   */
  sandboxName?: pulumi.Input<string>;
  /**
   * How long the exported copy lives, as an ISO 8601 duration of whole years, months, weeks and days,
   * such as `P30D`: AEP deletes the dataset with its data when so much time has passed since the first
   * `pulumi up` with this argument. Changing it moves the date; removing it cancels the expiration.
   * Defaults to keeping the dataset.
   */
  retention?: pulumi.Input<string>;
}

const componentType = "aep:index:ProfileExport";

/** The type that states of earlier builds hold. */
const formerType = "pulumi-aep:index:ProfileExport";

/**
 * A target dataset and the jobs that export into it.
 *
 * ```typescript
 * const daily = new aep.ProfileExport("daily", { fields: ["person.name", "personalEmail.address"] });
 * ```
 *
 * ```typescript
 * const loyalty = new aep.ProfileExport("loyalty", {
 *   dataset: { name: "Loyalty tiers", forceDestroy: true },
 *   fields: ["personalEmail.address"],
 *   retention: "P30D",
 *   jobs: {
 *     gold: { filter: { segments: [{ segmentId: gold.id }] } },
 *     silver: { filter: { segments: [{ segmentId: silver.id }] } },
 *   },
 * });
 * ```
 */
export class ProfileExport extends pulumi.ComponentResource {
  /** The dataset that the jobs export to. */
  readonly dataset: TargetDataset;
  /**
   * The jobs by their keys. Without `jobs`, the key of the single job is the name of the component.
   */
  readonly jobs: Record<string, ExportJob>;
  /** The date on which AEP deletes the dataset; undefined without `retention`. */
  readonly expiration?: DatasetExpiration;
  /** Id of the dataset. */
  readonly datasetId: pulumi.Output<string>;
  /** Status of each job, by its key. */
  readonly statuses: pulumi.Output<Record<string, string>>;
  /** Ids of the batches of all jobs. */
  readonly batchIds: pulumi.Output<string[]>;
  /** Sum of the profiles that the jobs exported; undefined until the counts of all jobs are known. */
  readonly profileCount: pulumi.Output<number | undefined>;

  /** Whether a value is a `ProfileExport`, also one of another copy of this package. */
  static override isInstance(value: unknown): value is ProfileExport {
    return isOfType(value, componentType);
  }

  constructor(name: string, args: ProfileExportArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const end = shortStacks();
    try {
      super(componentType, name, {}, { ...opts, aliases: [...(opts.aliases ?? []), { type: formerType }] });
    } finally {
      end();
    }
    const { dataset = {}, jobs = { [name]: {} }, sandboxName, retention, ...shared } = args;
    const child = { parent: this };
    // The engine derives these aliases only in the run that renames the component, and that run may
    // be interrupted.
    const renamed = (nameUnder: (component: string) => string): pulumi.CustomResourceOptions => ({
      ...child,
      aliases: [name, ...formerNames(opts)].flatMap((former) => [
        ...(former === name ? [] : [{ name: nameUnder(former) }]),
        { name: nameUnder(former), parent: pulumi.createUrn(former, formerType, opts.parent) },
      ]),
    });

    this.dataset = new TargetDataset(
      name,
      { ...dataset, name: dataset.name ?? uniqueName(name, child), sandboxName },
      renamed((component) => component),
    );
    if (retention !== undefined)
      this.expiration = new DatasetExpiration(
        name,
        { dataset: this.dataset, retention },
        renamed((component) => component),
      );
    this.jobs = mapValues(jobs, (job, key) => {
      const nameUnder = (component: string): string => (key === name ? component : `${component}-${key}`);
      const args = { ...shared, ...job, dataset: this.dataset };
      return new ExportJob(nameUnder(name), args, renamed(nameUnder));
    });

    this.datasetId = this.dataset.id;
    this.statuses = pulumi.all(mapValues(this.jobs, ({ status }) => status));
    this.batchIds = pulumi
      .all(Object.values(this.jobs).map((job) => job.batchIds))
      .apply((ids) => ids.flat());
    this.profileCount = pulumi.all(Object.values(this.jobs).map((job) => job.profileCount)).apply(total);
    this.registerOutputs({
      datasetId: this.datasetId,
      statuses: this.statuses,
      batchIds: this.batchIds,
      profileCount: this.profileCount,
    });
  }
}

function uniqueName(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const { RandomId } = loadRandom(name);
  const suffix = new RandomId(name, { byteLength: 4 }, opts);
  return pulumi.interpolate`${name}-${suffix.hex}`;
}

/**
 * Loaded only for a random name: Pulumi looks for the plugin of every package that a program has
 * installed.
 */
function loadRandom(name: string): typeof Random {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an `import` would load it in every program
    return require("@pulumi/random") as typeof Random;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    const reason =
      "its dataset has no name, and the package that makes one up is missing. " +
      "Run `npm install @pulumi/random`, or give dataset.name.";
    throw oneLineError(`Profile export "${name}"`, reason);
  }
}

/** Former names of a component, taken from its aliases. */
const formerNames = ({ aliases = [] }: pulumi.ComponentResourceOptions): string[] =>
  aliases.flatMap((alias) =>
    typeof alias === "object" && "name" in alias && typeof alias.name === "string" ? [alias.name] : [],
  );

const total = (counts: (number | undefined)[]): number | undefined =>
  counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);

const mapValues = <From, To>(
  record: Record<string, From>,
  map: (value: From, key: string) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
