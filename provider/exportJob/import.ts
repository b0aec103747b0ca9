import { endInWords } from "../aep";
import { conflict } from "../lifecycle/conflict";
import type { Known, OwnerContext } from "../lifecycle/lifecycle";
import { refuseAnothers } from "./adopt";
import { isMergedAsAsked } from "./declaration/mergePolicy";
import { pathsOf } from "./declaration/request";
import { importableJob } from "./declaration/importable";
import type { ExportJobInputs } from "./declaration/inputs";
import { answersOf, isUsable, type ExportJobDeclaration, type ExportJobState } from "./declaration/state";

/**
 * Reads a job that a resource takes over as it is. Throws an error if the job has failed, since the
 * next `up` would export again, or if it belongs to another resource.
 */
export async function importJob(
  context: OwnerContext,
  id: string,
): Promise<(Known<ExportJobState> & { inputs: ExportJobDeclaration }) | undefined> {
  const { client, owner } = context;
  const job = await client.exportJobs.get(id);
  if (job === undefined) return undefined;
  if (!isUsable(job)) {
    throw conflict({
      operation: `Importing export job ${id}`,
      reason: `it ${endInWords(job)}, so the next \`pulumi up\` would export again`,
      remedy: "Declare a job without importing it.",
    });
  }
  refuseAnothers(job, (await client.datasets.get(job.destination.datasetId ?? "")) ?? {}, owner);
  const { mergePolicy, ...declared } = withLists(importableJob(job));
  // AEP answers a policy even if the request named none.
  const isDefault = await isMergedAsAsked(client, job, undefined);
  const inputs = {
    ...declared,
    ...(!isDefault && { mergePolicy }),
    sandboxName: client.sandboxName,
  };
  return { id, inputs, state: { ...inputs, ...answersOf(job) } };
}

/** Field paths as lists, the only form that the schemas of other languages know. */
function withLists({ fields, additionalFields, ...inputs }: ExportJobInputs): ExportJobInputs {
  const events = additionalFields?.eventList;
  return {
    ...inputs,
    ...(fields !== undefined && { fields: pathsOf(fields) }),
    ...(events && {
      additionalFields: {
        eventList: { ...events, ...(events.fields && { fields: pathsOf(events.fields) }) },
      },
    }),
  };
}
