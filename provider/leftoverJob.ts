import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../contract/catalog";
import type { ExportJobRequest } from "../contract/exportJobs";
import { AepError, type AepClient, type ExportJob } from "./aep";
import type { Run } from "./lifecycle";
import { isOfStack } from "./ownership";

/** A job may be older than AEP's clock says its dataset is, by as much as their clocks differ. */
const clockSkew = 60_000;

/**
 * The job that an interrupted run started for the same declaration: of the same body, in a dataset of the same
 * stack, not ended badly, and not claimed by any resource. AEP's jobs carry no name, so this is how they are recognised.
 * Other datasets may hold jobs of others, which must never be taken over.
 */
export async function findLeftoverJob(
  client: AepClient,
  { dataset, request, run, urn }: { dataset: Dataset; request: ExportJobRequest; run: Run; urn?: string },
): Promise<ExportJob | undefined> {
  if (urn === undefined || !isOfStack(dataset, urn)) return undefined;
  const since = (dataset.created ?? 0) - clockSkew;
  return firstJob(client, since, (job) => matches(job, request) && !run.claimed.has(job.id));
}

/** The job that a POST has made whose answer was lost. */
export async function findLostJob(
  client: AepClient,
  { since, request, run }: { since: number; request: ExportJobRequest; run: Run },
): Promise<ExportJob | undefined> {
  return firstJob(client, since - clockSkew, (job) => matches(job, request) && !run.claimed.has(job.id));
}

/** The dataset that a job is to write to, or an error that says why it cannot. */
export async function targetOf(client: AepClient, id: string): Promise<Dataset> {
  const dataset = await client.datasets.get(id);
  const refusal = {
    kind: "invalid",
    operation: `Creating export job for dataset ${id}`,
    outcome: "rejected",
  } as const;
  if (dataset === undefined) {
    throw new AepError({
      ...refusal,
      reason: `sandbox ${client.sandboxName} has no such dataset`,
      remedy: "Check the id and the sandbox, or declare the dataset as an aep.TargetDataset.",
    });
  }
  const schema = dataset.schemaRef?.id;
  if (schema !== undefined && !schema.endsWith("__union")) {
    throw new AepError({
      ...refusal,
      reason: `the dataset is based on ${schema}, which is not a union schema`,
      remedy: "Export to a dataset that is based on the profile union schema, such as an aep.TargetDataset.",
    });
  }
  return dataset;
}

async function firstJob(
  client: AepClient,
  since: number,
  wanted: (job: ExportJob) => boolean,
): Promise<ExportJob | undefined> {
  for await (const job of client.exportJobs.list()) {
    if ((job.creationTime ?? since) < since) return undefined;
    if (wanted(job)) return job;
  }
  return undefined;
}

/** Whether a job is what the request asked for. AEP fills in what the request leaves out, so only what it says counts. */
function matches(job: ExportJob, { destination, ...request }: ExportJobRequest): boolean {
  const usable = job.state === "pending" || job.state === "succeeded";
  if (!usable || job.destination.datasetId !== destination.datasetId) return false;
  if (job.destination.segmentPerBatch !== (destination.segmentPerBatch ?? false)) return false;
  const optional = ["fields", "filter", "additionalFields"] as const;
  if (optional.some((key) => request[key] === undefined && job[key] !== undefined && !isEmpty(job[key])))
    return false;
  return agrees(job, request);
}

/** Whether `found` says at least what `said` says. */
function agrees(found: unknown, said: unknown): boolean {
  if (Array.isArray(said)) {
    return (
      Array.isArray(found) &&
      found.length === said.length &&
      said.every((item, index) => agrees(found[index], item))
    );
  }
  if (typeof said === "object" && said !== null) {
    return Object.entries(said).every(([key, value]) =>
      agrees((found as Record<string, unknown> | undefined)?.[key], value),
    );
  }
  return said === undefined || isDeepStrictEqual(found, said);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
