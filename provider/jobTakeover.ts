import { isDeepStrictEqual } from "node:util";
import { AepError, endInWords, type AepClient, type ExportJob } from "./aep";
import { adopted, claim, otherOwner } from "./claims";
import type { ExportJobInputs } from "./exportJobInputs";
import { declarationOfJob } from "./exportJobState";
import { normaliseExportJob, requestKeys } from "./exportRequest";
import { hasPolicy } from "./jobMark";
import type { Context } from "./lifecycle";

/** Makes an existing job the resource's own, in place of starting one. */
export async function adoptJob(
  client: AepClient,
  { run, urn }: Context,
  { id, inputs }: { id: string; inputs: ExportJobInputs },
): Promise<ExportJob> {
  const place = { run, client };
  const owner = otherOwner(place, id, urn);
  if (owner !== undefined) {
    throw refusal(id, {
      reason: `it is that of ${owner}`,
      remedy: "Two resources must not own one job: take adopt out of one of them.",
    });
  }
  const job = await adoptableJob(client, { id, inputs });
  claim(place, id, urn);
  adopted(place, id);
  return job;
}

/** The job that a resource is to take over, or an error that says why it cannot: it has to be one of the declared request. */
export async function adoptableJob(
  client: AepClient,
  { id, inputs }: { id: string; inputs: Partial<ExportJobInputs> },
): Promise<ExportJob> {
  const job = await client.exportJobs.get(id);
  if (job === undefined) {
    throw refusal(id, {
      kind: "notFound",
      reason: `sandbox ${client.sandboxName} has no such job, or has forgotten it`,
      remedy: "Check the id and the sandbox, or take adopt out to export anew.",
    });
  }
  if (job.state !== "pending" && job.state !== "succeeded") {
    throw refusal(id, { reason: `it ${endInWords(job)}`, remedy: "Take adopt out to export anew." });
  }
  const others = differences(job, inputs);
  if (others.length > 0) {
    throw refusal(id, {
      reason: `it was started with another ${others.join(", ")}`,
      remedy: "Declare what it was started with, or take adopt out to export as declared.",
    });
  }
  return job;
}

/** A resource that asks for one particular job cannot ask for another export too. */
export const refuseToChangeAdopted = (id: string, changed: string[]): AepError =>
  refusal(id, {
    operation: `Replacing job ${id}`,
    reason: `a change of ${changed.join(", ")} needs another export, but adopt asks for job ${id} itself`,
    remedy: "Take adopt out to export anew.",
  });

function differences(job: ExportJob, inputs: Partial<ExportJobInputs>): string[] {
  const [there, wanted] = [normaliseExportJob(declarationOfJob(job)), normaliseExportJob(inputs)];
  return requestKeys.filter((key) =>
    // AEP answers the merge policy that it uses, also where the request names none.
    key === "mergePolicy" ? !hasPolicy(job, wanted[key]) : !isDeepStrictEqual(there[key], wanted[key]),
  );
}

const refusal = (
  id: string,
  said: { reason: string; remedy: string; operation?: string; kind?: "notFound" },
): AepError =>
  new AepError({ kind: "conflict", operation: `Taking over job ${id}`, outcome: "rejected", ...said });
