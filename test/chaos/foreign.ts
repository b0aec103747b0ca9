import { isDeepStrictEqual } from "node:util";
import type { DatasetRequest } from "../../contract/catalog";
import type { AepClient, ExportJob } from "../../provider/aep";
import { parquetFiles, profileUnionSchema } from "../../provider/targetDataset/inputs";
import { batchesOf } from "./batches";
import type { JobArgs } from "./program";

/** Namespace of the tag that names a dataset's table. */
const addedByAep = "adobe/pqs/table";

interface ByHand {
  id: string;
  made: Pick<DatasetRequest, "name" | "tags">;
  jobs: string[];
}

/** Datasets and jobs that somebody has made by hand, and that no run may touch. */
export class Foreign {
  readonly #datasets: ByHand[] = [];
  /** Jobs in datasets of the stack. */
  readonly #guests: string[] = [];

  constructor(private readonly aep: AepClient) {}

  /** Makes a dataset and starts jobs in it; answers its id. */
  async make(dataset: Pick<DatasetRequest, "name" | "tags">, jobs: JobArgs[]): Promise<string> {
    const id = await makeByHand(this.aep, dataset);
    const byHand: ByHand = { id, made: dataset, jobs: [] };
    this.#datasets.push(byHand);
    for (const args of jobs) byHand.jobs.push(await startByHand(this.aep, id, args));
    return id;
  }

  /** Starts a job in a dataset of the stack; answers its id. */
  async startInStack(dataset: string, args: JobArgs): Promise<string> {
    const id = await startByHand(this.aep, dataset, args);
    this.#guests.push(id);
    return id;
  }

  hasDataset(id: string): boolean {
    return this.#datasets.some((dataset) => dataset.id === id);
  }

  hasJob(id: string): boolean {
    return this.#guests.includes(id) || this.#datasets.some(({ jobs }) => jobs.includes(id));
  }

  /**
   * What has become of them that should not have. A dataset that jobs of the stack export to carries marks, by which they are
   * found again, for as long as they live. With the stack go the data in its datasets and, cancelled before, the jobs that write it.
   */
  async touched({ stackStands }: { stackStands: boolean }): Promise<string[]> {
    const told = await Promise.all(this.#datasets.map((dataset) => this.#touched(dataset, stackStands)));
    for (const id of this.#guests) {
      const job = await this.aep.exportJobs.get(id);
      const fits = stackStands ? ["pending", "succeeded"] : ["cancelled", "succeeded"];
      if (!fits.includes(job?.state ?? ""))
        told.push([`job ${id}, started by hand, is ${job?.status ?? "gone"}`]);
      if (stackStands && job) told.push(await this.#lostBatches(job));
    }
    return told.flat();
  }

  async #touched({ id, made, jobs }: ByHand, mayBeMarked: boolean): Promise<string[]> {
    const dataset = await this.aep.datasets.get(id);
    if (dataset === undefined) return [`dataset ${id} is gone`];
    const told: string[] = [];
    const tags = Object.fromEntries(
      Object.entries(dataset.tags ?? {}).filter(
        ([space]) => space !== addedByAep && !(mayBeMarked && space.startsWith("pulumi-aep/job/")),
      ),
    );
    if (dataset.name !== made.name) told.push(`dataset ${id} is called ${dataset.name}`);
    if (!isDeepStrictEqual(tags, made.tags ?? {}))
      told.push(`dataset ${id} has tags ${JSON.stringify(tags)}`);
    for (const jobId of jobs) {
      const job = await this.aep.exportJobs.get(jobId);
      if (job?.state !== "succeeded" && job?.state !== "pending")
        told.push(`job ${jobId} is ${job?.status ?? "gone"}`);
      if (job) told.push(...(await this.#lostBatches(job)));
    }
    return told;
  }

  async #lostBatches({ id, batchIds, destination }: ExportJob): Promise<string[]> {
    const batches = await batchesOf(this.aep, destination.datasetId ?? "");
    const lost = batchIds.filter((batch) => !batches.includes(batch));
    return lost.length > 0 ? [`batches ${lost.join(", ")} of job ${id} are gone`] : [];
  }
}

/** Makes a dataset that exports can be written to, as somebody does who uses the API; answers its id. */
export const makeByHand = (aep: AepClient, dataset: Pick<DatasetRequest, "name" | "tags">): Promise<string> =>
  aep.datasets.create({ ...dataset, schemaRef: profileUnionSchema, fileDescription: parquetFiles });

/** Starts an export job in the same way; answers its id. */
export async function startByHand(
  aep: AepClient,
  datasetId: string,
  { fields, filter, mergePolicy, segmentPerBatch }: JobArgs,
): Promise<string> {
  const job = await aep.exportJobs.create({
    fields: fields?.join(","),
    filter,
    mergePolicy,
    destination: { datasetId, segmentPerBatch },
    schema: { name: "_xdm.context.profile" },
  });
  return job.id;
}
