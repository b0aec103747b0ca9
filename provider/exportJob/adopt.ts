import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../../contract/catalog";
import { endInWords, type AepClient, type AepError, type AepFailure, type ExportJob } from "../aep";
import type { ExportJobInputs } from "./declaration/inputs";
import { normaliseExportJob } from "./declaration/normalise";
import { declarationOfJob, requestKeys } from "./declaration/request";
import { isOfUse, type ExportJobDeclaration } from "./declaration/state";
import { isSameResource, relationOf, type Owner } from "../ownership/identity";
import { bodyOf, markKeyOf, markOf, marksOf } from "./start/mark";
import { conflict } from "../lifecycle/conflict";
import type { OwnerContext } from "../lifecycle/lifecycle";
import { removeMark, setMark } from "./start/markedDataset";
import { isMergedAsAsked } from "./declaration/mergePolicy";
import { ownerOf } from "../ownership/tags";
import type { StartedJob } from "./start/start";
import { keep, stateObjectOf } from "../atMostOnce/stateObjects";
import { inTurn } from "../atMostOnce/turns";

/** A job that a resource is to take over. */
interface Adoption {
  /** Id of the job. */
  id: string;
  /** What the program says of it. */
  inputs: Partial<ExportJobInputs>;
  /** The resource, as far as it is known. */
  owner?: Owner;
}

/** Makes an existing job the resource's own, in place of starting one: marks it in its dataset. */
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

/** The job that a resource is to take over, or an error that says why it cannot: it has to be one of the declared request. */
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
  if (!isOfUse(job)) {
    throw refusal(id, {
      reason: `it ${endInWords(job)}`,
      remedy: "Remove adopt to export anew, or remove the resource.",
    });
  }
  const others = await differences(client, job, inputs);
  if (others.length > 0) {
    throw refusal(id, {
      reason: `its ${others.join(", ")} ${others.length === 1 ? "differs" : "differ"} from the declaration`,
      remedy: "Declare what the job was started with, or remove adopt to export as declared.",
    });
  }
  const dataset = (await client.datasets.get(job.destination.datasetId ?? "")) ?? {};
  if (owner !== undefined) refuseAnothers(job, dataset, owner);
  return { job, dataset };
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
    remedy: "Remove adopt to export anew.",
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

/**
 * Throws an error if the job belongs to another resource, by its mark or, without one, by the dataset. A user who asks for the job of an `unclear`
 * owner has answered the question whose it is.
 */
function refuseAnothers(job: ExportJob, dataset: Dataset, owner: Owner): void {
  const marked = markOf(job, marksOf(dataset))?.owner;
  const other = marked ?? ownerOf(dataset);
  if (other === undefined) return;
  const relation = relationOf(owner, other);
  // An unmarked job of the stack's own dataset was started by hand.
  const isFree = marked === undefined || isSameResource(owner, other);
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
