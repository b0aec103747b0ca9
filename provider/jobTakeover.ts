import { isDeepStrictEqual } from "node:util";
import { AepError, endInWords, type AepClient, type AepFailure, type ExportJob } from "./aep";
import { adopted, claim, otherOwner } from "./claims";
import type { ExportJobInputs } from "./exportJobInputs";
import { declarationOfJob, isOfUse } from "./exportJobState";
import { normaliseExportJob, requestKeys } from "./exportRequest";
import { markOf, marksOf } from "./jobMark";
import type { Context } from "./lifecycle";
import { isMergedAsAsked } from "./mergedAsAsked";
import { isOfStack, ownerOf } from "./ownership";

/** A job that a resource is to take over. */
interface Adoption {
  /** Id of the job. */
  id: string;
  /** What the program says of it. */
  inputs: Partial<ExportJobInputs>;
  /** The resource. */
  urn: string | undefined;
}

/** Makes an existing job the resource's own, in place of starting one. */
export async function adoptJob(
  client: AepClient,
  { run, urn }: Context,
  { id, inputs }: Omit<Adoption, "urn">,
): Promise<ExportJob> {
  const job = await adoptableJob(client, { id, inputs, urn });
  const place = { run, client };
  const owner = otherOwner(place, id, urn);
  if (owner !== undefined) throw belongsTo(id, owner);
  claim(place, id, urn);
  adopted(place, id);
  return job;
}

/** The job that a resource is to take over, or an error that says why it cannot: it has to be one of the declared request. */
export async function adoptableJob(client: AepClient, { id, inputs, urn }: Adoption): Promise<ExportJob> {
  const job = await client.exportJobs.get(id);
  if (job === undefined) {
    throw refusal(id, {
      kind: "notFound",
      reason: `sandbox ${client.sandboxName} has no such job, or has forgotten it`,
      remedy:
        "Check the id and the sandbox; of a job that AEP has forgotten, take the resource out, or its adopt to export anew.",
    });
  }
  if (!isOfUse(job)) {
    throw refusal(id, {
      reason: `it ${endInWords(job)}`,
      remedy: "Take adopt out to export anew, or the resource out.",
    });
  }
  const others = await differences(client, job, inputs);
  if (others.length > 0) {
    throw refusal(id, {
      reason: `it was started with another ${others.join(", ")}`,
      remedy: "Declare what it was started with, or take adopt out to export as declared.",
    });
  }
  const owner = await ownerOfJob(client, job, urn);
  if (owner !== undefined) throw belongsTo(id, owner);
  return job;
}

/**
 * A resource that asks for one particular job cannot ask for another export too.
 *
 * @param cause Why another export is owed.
 */
export const refuseAnotherExport = (id: string, cause: string): AepError =>
  refusal(id, {
    operation: `Replacing job ${id}`,
    reason: `${cause}, which needs another export, but adopt asks for job ${id} itself`,
    remedy: "Take adopt out to export anew.",
  });

async function differences(
  client: AepClient,
  job: ExportJob,
  inputs: Partial<ExportJobInputs>,
): Promise<string[]> {
  const [there, wanted] = [normaliseExportJob(declarationOfJob(job)), normaliseExportJob(inputs)];
  const isMerged = await isMergedAsAsked(client, job, wanted.mergePolicy);
  return requestKeys.filter((key) =>
    key === "mergePolicy" ? !isMerged : !isDeepStrictEqual(there[key], wanted[key]),
  );
}

/** The other resource whose job it is, as far as its dataset tells. */
async function ownerOfJob(
  client: AepClient,
  job: ExportJob,
  urn: string | undefined,
): Promise<string | undefined> {
  const dataset = await client.datasets.get(job.destination.datasetId ?? "");
  if (dataset === undefined || urn === undefined) return undefined;
  const marked = markOf(job, marksOf(dataset))?.urn;
  if (marked !== undefined && marked !== urn) return marked;
  return isOfStack(dataset, urn) ? undefined : ownerOf(dataset);
}

const belongsTo = (id: string, owner: string): AepError =>
  refusal(id, {
    reason: `it belongs to ${owner}`,
    remedy:
      "One job is that of one resource: take adopt out of the others, or give the one that was renamed an alias.",
  });

const refusal = (id: string, said: Pick<AepFailure, "reason"> & Partial<AepFailure>): AepError =>
  new AepError({ kind: "conflict", operation: `Taking over job ${id}`, outcome: "rejected", ...said });
