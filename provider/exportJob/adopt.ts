import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../../contract/catalog";
import { endInWords, type AepClient, type AepError, type AepFailure, type ExportJob } from "../aep";
import { hasUnknown } from "../inputs/unknown";
import type { ExportJobInputs } from "./declaration/inputs";
import { normaliseExportJob } from "./declaration/normalise";
import { declarationOfJob, requestKeys } from "./declaration/request";
import { isUsable, type ExportJobDeclaration } from "./declaration/state";
import { isNamesake, relationOf, type Owner } from "../ownership/identity";
import { bodyOf, markKeyOf, markOf, marksOf } from "./start/mark";
import { conflict } from "../lifecycle/conflict";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { removeMark, setMark } from "./start/markedDataset";
import { isMergedAsAsked } from "./declaration/mergePolicy";
import { ownerOf } from "../ownership/tags";
import type { StartedJob } from "./start/start";
import { keep, stateObjectOf } from "../atMostOnce/stateObjects";
import { inTurn } from "../atMostOnce/turns";

/** What is known when a resource is to take a job over. */
interface Adoption {
  /** Id of the job. */
  id: string;
  /** The inputs of the resource. */
  inputs: Partial<ExportJobInputs>;
  /** The resource; undefined while its URN is not known. */
  owner?: Owner;
}

/**
 * Gives an existing job to the resource, instead of starting one: sets the mark of the resource in
 * the dataset of the job.
 */
export function adoptJob(
  client: AepClient,
  context: OwnerContext,
  { id, inputs }: { id: string; inputs: ExportJobDeclaration },
): Promise<StartedJob> {
  const { run, owner } = context;
  // Two resources that adopt one job must not both find it without a mark.
  return inTurn(run, `adoption of job ${id}`, async () => {
    const { job, dataset } = await adoptable(client, { id, inputs, owner });
    keep({ run, client }, id);
    const mark = markKeyOf(owner, inputs, stateObjectOf(run, owner.urn)?.id);
    const place = { client, dataset: inputs.dataset };
    const marks = marksOf(dataset);
    const former = markOf(job, marks);
    const since = (job.creationTime ?? 0) - 1;
    await setMark(context, place, {
      mark: { key: mark, owner, body: bodyOf(inputs), since },
      hasTags: dataset.tags !== undefined,
    });
    if (former !== undefined && former.key !== mark) await removeMark(context, place, former.key);
    return { job, mark };
  });
}

/**
 * Reads a job that a resource is to take over. Throws an error if it cannot, for example if the job
 * had another request.
 */
export const adoptableJob = async (client: AepClient, adoption: Adoption): Promise<ExportJob> =>
  (await adoptable(client, adoption)).job;

async function adoptable(
  client: AepClient,
  { id, inputs, owner }: Adoption,
): Promise<{ job: ExportJob; dataset: Dataset }> {
  const job = await client.exportJobs.get(id);
  if (job === undefined) {
    throw refusal(id, {
      kind: "notFound",
      reason: `sandbox ${client.sandboxName} has no such job, or has forgotten it`,
      remedy:
        "Check the id and the sandbox. If AEP has forgotten the job, remove the resource, or remove adopt to export anew.",
    });
  }
  if (!isUsable(job)) {
    throw refusal(id, {
      reason: `it ${endInWords(job)}`,
      remedy: "Remove adopt to export anew, or remove the resource.",
    });
  }
  const others = await differences(client, job, inputs);
  if (others.length > 0) {
    throw refusal(id, {
      reason: `it differs from the declaration in ${others.join(", ")}`,
      remedy: "Declare what the job was started with, or remove adopt to export as declared.",
    });
  }
  const dataset = (await client.datasets.get(job.destination.datasetId ?? "")) ?? {};
  if (owner !== undefined) refuseAnothers(job, dataset, owner);
  return { job, dataset };
}

/**
 * The error of a resource with `adopt` that needs another export: it cannot have both.
 *
 * @param cause Why another export is needed.
 */
export const refuseAnotherExport = (id: string, cause: string): AepError =>
  refusal(id, {
    operation: `Replacing job ${id}`,
    reason: `${cause}, which needs another export, but adopt asks for job ${id} itself`,
    remedy: "Remove adopt to export anew.",
  });

async function differences(
  client: AepClient,
  job: ExportJob,
  inputs: Partial<ExportJobInputs>,
): Promise<string[]> {
  // At preview, some inputs may not be known yet.
  const known = requestKeys.filter((key) => !hasUnknown(inputs[key]));
  const there = normaliseExportJob(declarationOfJob(job));
  const wanted = normaliseExportJob(
    Object.fromEntries(known.map((key) => [key, inputs[key]])) as Partial<ExportJobInputs>,
  );
  const isMerged = !known.includes("mergePolicy") || (await isMergedAsAsked(client, job, wanted.mergePolicy));
  return known.filter((key) =>
    key === "mergePolicy" ? !isMerged : !isDeepStrictEqual(there[key], wanted[key]),
  );
}

/**
 * Throws an error if the job belongs to another resource. Its mark says so; without a mark, the
 * tags of its dataset do. An `unclear` owner is no obstacle, since by asking for the job the user
 * has decided whose it is.
 */
export function refuseAnothers(job: ExportJob, dataset: Dataset, owner: Owner): void {
  const marked = markOf(job, marksOf(dataset))?.owner;
  const other = marked ?? ownerOf(dataset);
  if (other === undefined) return;
  const relation = relationOf(owner, other);
  // A job without a mark was started by hand.
  const isFree = marked === undefined || isNamesake(owner, other);
  if (relation === "same" || (relation !== "another" && isFree)) return;
  throw refusal(job.id, {
    reason: `it belongs to ${other.urn}`,
    remedy:
      "A job belongs to one resource: remove adopt, or give the resource that was renamed an alias. If that stack is no more, " +
      `take its tags off with \`aep-export release ${job.destination.datasetId}\`.`,
  });
}

const refusal = (id: string, said: Pick<AepFailure, "reason"> & Partial<AepFailure>): AepError =>
  conflict({ operation: `Taking over job ${id}`, ...said });
