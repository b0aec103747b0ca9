import type { Dataset } from "../../contract/catalog";
import type { AepClient, ExportJob, Identified } from "../aep";
import type { DatasetExpirationInputs } from "../datasetExpiration/inputs";
import { markedOwner } from "../ownership/descriptionMark";
import { declarationOf, expirationTag } from "../datasetExpiration/state";
import { exportJobCheck } from "../exportJob/declaration/check";
import { targetDatasetCheck } from "../targetDataset/check";
import { importableDataset } from "../targetDataset/importable";
import type { ExportJobInputs } from "../exportJob/declaration/inputs";
import { importableJob } from "../exportJob/declaration/importable";
import { withoutTimes } from "../exportJob/declaration/normalise";
import { isUsable } from "../exportJob/declaration/state";
import type { CheckFailure } from "../lifecycle/lifecycle";
import { ownerOf } from "../ownership/tags";
import { profileUnionSchema, type TargetDatasetInputs } from "../targetDataset/inputs";

/** A dataset as a program would declare it, with one job for each request that was exported to it. */
export interface ImportableDataset {
  id: string;
  inputs: TargetDatasetInputs;
  jobs: ImportableJob[];
  /** The date on which AEP deletes the dataset, if somebody has set one. */
  expiration?: ImportableExpiration;
}

/** An expiration as a program would declare it, beside its dataset. */
export interface ImportableExpiration {
  id: string;
  inputs: Omit<DatasetExpirationInputs, "dataset">;
}

/** A job as a program would declare it. */
export interface ImportableJob {
  id: string;
  inputs: ExportJobInputs;
}

/** An object that cannot be imported, or should not be. */
export interface LeftOut {
  noun: "dataset" | "job" | "segment";
  id: string;
  reason: string;
}

/** The objects of a sandbox that a program can declare and take over. */
export interface Importable {
  datasets: ImportableDataset[];
  leftOut: LeftOut[];
}

/**
 * Finds the targets of exports in the sandbox of the client, oldest first: datasets that are based
 * on the profile union schema and belong to no stack. Of jobs that differ in times only, such as
 * those of a nightly script, only the newest is returned.
 */
export async function findImportable(client: AepClient): Promise<Importable> {
  const found: Importable = { datasets: [], leftOut: [] };
  const jobs = await jobsByDataset(client);
  for await (const dataset of client.datasets.list()) {
    if (dataset.schemaRef?.id !== profileUnionSchema.id) continue;
    const inputs = importableDataset(dataset);
    const reason =
      reasonToLeaveOut(dataset) ?? inWords(targetDatasetCheck().checkTargetDataset({ ...inputs }));
    if (reason === undefined) {
      const { good, leftOut } = declarable(jobs.get(dataset.id) ?? []);
      const expiration = await pendingExpiration(client, dataset);
      found.datasets.push({ id: dataset.id, inputs, jobs: good, ...(expiration && { expiration }) });
      found.leftOut.push(...leftOut);
    } else found.leftOut.push({ noun: "dataset", id: dataset.id, reason });
  }
  return found;
}

/** The Catalog tags a dataset that has a pending expiration, so that the others need no call. */
async function pendingExpiration(
  client: AepClient,
  { id, tags }: Identified<Dataset>,
): Promise<ImportableExpiration | undefined> {
  if (tags?.[expirationTag] === undefined) return undefined;
  const expiration = await client.expirations.get(id);
  if (expiration?.status !== "pending" || markedOwner(expiration) !== undefined) return undefined;
  const { dataset: _dataset, displayName, ...inputs } = declarationOf(expiration, {});
  return { id: expiration.ttlId, inputs: { displayName: displayName || id, ...inputs } };
}

function reasonToLeaveOut(dataset: Dataset): string | undefined {
  const owner = ownerOf(dataset);
  if (owner !== undefined) return `it belongs to ${owner.urn}`;
  return dataset.classification?.managedBy === "SYSTEM" ? "it is AEP's own" : undefined;
}

/** Jobs that have succeeded or can still succeed, by dataset, newest first. */
async function jobsByDataset(client: AepClient): Promise<Map<string, ExportJob[]>> {
  const byDataset = new Map<string, ExportJob[]>();
  for await (const job of client.exportJobs.list()) {
    const { datasetId } = job.destination;
    if (datasetId === undefined || !isUsable(job)) continue;
    const known = byDataset.get(datasetId);
    if (known === undefined) byDataset.set(datasetId, [job]);
    else known.push(job);
  }
  return byDataset;
}

function declarable(jobs: ExportJob[]): { good: ImportableJob[]; leftOut: LeftOut[] } {
  const good = new Map<string, ImportableJob>();
  const leftOut = new Map<string, LeftOut>();
  for (const job of jobs) {
    const { id } = job;
    const inputs = importableJob(job);
    const kind = JSON.stringify(withoutTimes(inputs));
    const reason = inWords(exportJobCheck().checkExportJob({ ...inputs }));
    if (reason !== undefined) leftOut.set(kind, { noun: "job", id, reason });
    else if (!good.has(kind)) good.set(kind, { id, inputs });
  }
  return { good: [...good.values()], leftOut: [...leftOut.values()] };
}

/** Faults of a declaration in a line; undefined if there are none. */
export const inWords = (failures: CheckFailure[]): string | undefined =>
  failures.map(({ property, reason }) => `${property} ${reason}`).join("; ") || undefined;
