import * as pulumi from "@pulumi/pulumi";
import type { Batch, Dataset } from "../../contract/catalog";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import type { AepClient, ExportedPart, ExportJobAnswers } from "../../provider/programs";
import { connect, provider } from "../resource/connection";
import type { NestedInput } from "../resource/nestedInput";
import { oneLineError } from "../resource/oneLineError";
import { keepRunning } from "../resource/run";

/** Where to look. */
export interface LookupArgs {
  /** Defaults to the configured sandbox (`aep:sandboxName`). */
  sandboxName?: string;
}

/** By which of its two names to find a thing: give one of them. */
export interface NameOrId extends LookupArgs {
  /** Its id. */
  id?: string;
  /** Its exact name. More than one of that name is an error. */
  name?: string;
}

/** A segment definition of AEP. */
export type GetSegmentResult = SegmentDefinition;

/** A merge policy of AEP. */
export type GetMergePolicyResult = MergePolicy;

/** A dataset with its id. */
export interface GetDatasetResult extends Dataset {
  /** Id of the dataset. */
  id: string;
}

/** A batch with its id. */
export interface GetBatchResult extends Batch {
  /** Id of the batch. */
  id: string;
}

/** An export job with its id, and the dataset it writes to. */
export interface GetExportJobResult extends ExportJobAnswers {
  /** Id of the job. */
  id: string;
  /** Id of the dataset that it writes to. */
  dataset?: string;
}

/**
 * Finds a segment by name or id, e.g. to export it: `{ segmentId: (await aep.getSegment({ name: "Gold" })).id }`. Reads the
 * segment definitions of the sandbox (`/segment/definitions`), at preview too.
 */
export const getSegment = (args: NameOrId): Promise<GetSegmentResult> =>
  findOne("segment", args, ({ segments }) => ({
    byId: (id) => segments.get(id),
    all: () => segments.list(),
  }));

/** {@link getSegment} for arguments that are outputs. */
export const getSegmentOutput = (args: NestedInput<NameOrId>): pulumi.Output<GetSegmentResult> =>
  pulumi.output(args).apply<GetSegmentResult>(getSegment);

/** Finds a merge policy by name or id (`/config/mergePolicies`), at preview too. */
export const getMergePolicy = (args: NameOrId): Promise<GetMergePolicyResult> =>
  findOne("merge policy", args, ({ mergePolicies }) => ({
    byId: (id) => mergePolicies.get(id),
    all: () => mergePolicies.list(),
  }));

/** {@link getMergePolicy} for arguments that are outputs. */
export const getMergePolicyOutput = (args: NestedInput<NameOrId>): pulumi.Output<GetMergePolicyResult> =>
  pulumi.output(args).apply<GetMergePolicyResult>(getMergePolicy);

/** Finds a dataset by name or id (`/dataSets`), at preview too. */
export const getDataset = (args: NameOrId): Promise<GetDatasetResult> =>
  findOne("dataset", args, ({ datasets }) => ({
    byId: (id) => datasets.get(id),
    all: () => datasets.list({ name: args.name }),
  }));

/** {@link getDataset} for arguments that are outputs. */
export const getDatasetOutput = (args: NestedInput<NameOrId>): pulumi.Output<GetDatasetResult> =>
  pulumi.output(args).apply<GetDatasetResult>(getDataset);

/** Datasets by exact name and by tags (a value that each namespace must hold), the oldest first (`/dataSets`). */
export const getDatasets = (
  args: LookupArgs & { name?: string; tags?: Record<string, string>; limit?: number } = {},
): Promise<GetDatasetResult[]> => listing("datasets", args, ({ datasets }) => datasets.list(args));

/** Export jobs, the newest first; `status` is a word of AEP's, such as `SUCCEEDED` (`/export/jobs`). */
export const getExportJobs = (
  args: LookupArgs & { status?: string; limit?: number } = {},
): Promise<GetExportJobResult[]> =>
  listing("export jobs", args, ({ exportJobs }) =>
    flat(exportJobs.list(args), (job) => ({
      id: job.id,
      dataset: job.destination.datasetId,
      ...provider().answersOf(job),
    })),
  );

/** Batches of a dataset with their record counts, the oldest first (`/batches`). */
export const getBatches = (
  args: LookupArgs & { dataset: string; limit?: number },
): Promise<GetBatchResult[]> =>
  listing("batches", args, ({ batches }) => batches.list({ dataSet: args.dataset, limit: args.limit }));

/** {@link getBatches} for arguments that are outputs. */
export const getBatchesOutput = (
  args: NestedInput<Parameters<typeof getBatches>[0]>,
): pulumi.Output<GetBatchResult[]> => pulumi.output(args).apply<GetBatchResult[]>(getBatches);

/** Files of a batch, part by part, with sizes in bytes (Data Access API). */
export const getBatchFiles = ({
  batchId,
  sandboxName,
}: LookupArgs & { batchId: string }): Promise<ExportedPart[]> =>
  looking("files", sandboxName, (client) => provider().listParts(client, [batchId]));

/** {@link getBatchFiles} for arguments that are outputs, such as `job.batchIds[0]`. */
export const getBatchFilesOutput = (
  args: NestedInput<Parameters<typeof getBatchFiles>[0]>,
): pulumi.Output<ExportedPart[]> => pulumi.output(args).apply<ExportedPart[]>(getBatchFiles);

interface Source<Found> {
  byId: (id: string) => Promise<Found | undefined>;
  all: () => AsyncIterable<Found>;
}

function findOne<Found extends { id: string; name?: string }>(
  noun: string,
  { id, name, sandboxName }: NameOrId,
  source: (client: AepClient) => Source<Found>,
): Promise<Found> {
  return looking(noun, sandboxName, async (client) => {
    if ((id === undefined) === (name === undefined)) throw new Error("give either its id or its name");
    const { byId, all } = source(client);
    const found =
      id === undefined ? await named(all(), name) : [await byId(id)].filter((one) => one !== undefined);
    const [first, ...others] = found;
    const wanted = id === undefined ? `named "${name}"` : `with id ${id}`;
    if (first === undefined)
      throw new Error(`sandbox ${client.sandboxName} has none ${wanted}. Check it and the sandbox`);
    if (others.length === 0) return first;
    const ids = found.map((one) => one.id).join(", ");
    throw new Error(
      `sandbox ${client.sandboxName} has ${found.length} ${wanted}: ${ids}. Give the id of the one you mean`,
    );
  });
}

async function named<Found extends { name?: string }>(
  all: AsyncIterable<Found>,
  name?: string,
): Promise<Found[]> {
  const found: Found[] = [];
  for await (const one of all) if (one.name === name) found.push(one);
  return found;
}

const listing = <Found>(
  noun: string,
  { sandboxName }: LookupArgs,
  source: (client: AepClient) => AsyncIterable<Found>,
): Promise<Found[]> =>
  looking(noun, sandboxName, async (client) => {
    const found: Found[] = [];
    for await (const one of source(client)) found.push(one);
    return found;
  });

function looking<Found>(
  noun: string,
  sandboxName: string | undefined,
  look: (client: AepClient) => Promise<Found>,
): Promise<Found> {
  const found = lookedUp(noun, sandboxName, look);
  keepRunning(found);
  return found;
}

async function lookedUp<Found>(
  noun: string,
  sandboxName: string | undefined,
  look: (client: AepClient) => Promise<Found>,
): Promise<Found> {
  try {
    const client = connect();
    return await look(sandboxName === undefined ? client : client.inSandbox(sandboxName));
  } catch (error) {
    throw oneLineError(`Looking up ${noun}`, error);
  }
}

async function* flat<From, To>(source: AsyncIterable<From>, map: (one: From) => To): AsyncGenerator<To> {
  for await (const one of source) yield map(one);
}
