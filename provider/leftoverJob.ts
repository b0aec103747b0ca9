import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../contract/catalog";
import type { MergePolicyRef } from "../contract/exportJobs";
import { AepError, type AepClient, type ExportJob } from "./aep";
import type { ExportJobInputs } from "./exportJobInputs";
import { declarationOfJob } from "./exportJobState";
import { normaliseExportJob, requestKeys } from "./exportRequest";
import type { Run } from "./lifecycle";
import { isOfStack } from "./ownership";

/** Nobody leaves an interrupted run alone for longer; it spares reading through years of jobs. */
const greatestAge = 30 * 24 * 3_600_000;

/** A job may seem older than its dataset, or than its own request, by as much as the clocks differ. */
const clockSkew = 60_000;

/**
 * The job that an interrupted run started for the same declaration: of the same body, in a dataset of the same
 * stack, not ended badly, and not claimed by any resource. AEP's jobs carry no name, so this is how they are recognised.
 * Other datasets may hold jobs of others, which must never be taken over.
 */
export async function findLeftoverJob(
  client: AepClient,
  { dataset, inputs, run, urn }: { dataset: Dataset; inputs: ExportJobInputs; run: Run; urn?: string },
): Promise<ExportJob | undefined> {
  if (urn === undefined || !isOfStack(dataset, urn)) return undefined;
  const since = Math.max((dataset.created ?? 0) - clockSkew, Date.now() - greatestAge);
  return firstJob(client, { since, inputs, run, urn });
}

/** The job that a POST has made whose answer was lost. */
export async function findLostJob(
  client: AepClient,
  { since, ...wanted }: WantedJob,
): Promise<ExportJob | undefined> {
  return firstJob(client, { since: since - clockSkew, ...wanted });
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

interface WantedJob {
  /** Milliseconds since 1970; an older job is another. */
  since: number;
  inputs: ExportJobInputs;
  run: Run;
  urn?: string;
}

async function firstJob(
  client: AepClient,
  { since, inputs, run, urn = "" }: WantedJob,
): Promise<ExportJob | undefined> {
  // Without a skew, since AEP gave both times: the jobs before the one in the state have been replaced.
  const earliest = Math.max(since, run.jobTimes.get(urn) ?? 0);
  for await (const job of client.exportJobs.list()) {
    if ((job.creationTime ?? earliest) < earliest) return undefined;
    if (matches(job, inputs) && !run.claimed.has(job.id)) return job;
  }
  return undefined;
}

/** Whether a job is what the inputs ask for, and has not ended badly. */
function matches(job: ExportJob, inputs: ExportJobInputs): boolean {
  if (job.state !== "pending" && job.state !== "succeeded") return false;
  const [found, asked] = [normaliseExportJob(declarationOfJob(job)), normaliseExportJob(inputs)];
  return requestKeys.every((key) => {
    // AEP answers the policy it uses, and its version, where the request leaves them out.
    if (key === "mergePolicy")
      return found.mergePolicy === undefined || agrees(found.mergePolicy, asked.mergePolicy);
    return isDeepStrictEqual(found[key], asked[key]);
  });
}

const agrees = (found: MergePolicyRef, asked?: MergePolicyRef): boolean =>
  asked === undefined || (found.id === asked.id && (asked.version ?? found.version) === found.version);
