import * as pulumi from "@pulumi/pulumi";
import type { DownloadedFile, DownloadOptions } from "../provider/programs";
import { waitsForExports } from "./exportJob/settings";
import type { LookupArgs } from "./lookups/find";
import { connect, provider } from "./resource/connection";
import { oneLineError } from "./resource/oneLineError";
import { keepRunning } from "./resource/run";

interface DownloadTarget extends LookupArgs, Omit<DownloadOptions, "batchIds"> {}

/** Downloads the export of one job. */
export interface DownloadJobArgs extends DownloadTarget {
  /** Id of an export job that has succeeded. All its batches are downloaded. */
  jobId: string;
  /** Not given beside the job. */
  batchIds?: undefined;
}

/** Downloads batches. */
export interface DownloadBatchesArgs extends DownloadTarget {
  /** Ids of the batches. */
  batchIds: string[];
  /** Not given beside batches. */
  jobId?: undefined;
}

/** What to download, and into which folder: an export job or batches. */
export type DownloadArgs = DownloadJobArgs | DownloadBatchesArgs;

/**
 * Downloads the Parquet files of an export into a folder, each as `dir/BATCH/NAME` (Data Access API).
 * Downloads several files at once, keeps the files that are there already, resumes broken downloads
 * and verifies sizes. Does nothing at preview or if `aep:wait` (`AEP_WAIT`) is false, and returns no
 * files then. Give each export a folder of its own: tools read a folder as one table, in which two
 * exports would hold every profile twice.
 *
 * ```typescript
 * job.batchIds.apply((batchIds) => aep.download({ batchIds, dir: "exported" }));
 * ```
 */
export function download(args: DownloadArgs): Promise<DownloadedFile[]> {
  const files = downloaded(args);
  keepRunning(files);
  return files;
}

async function downloaded(args: DownloadArgs): Promise<DownloadedFile[]> {
  if (pulumi.runtime.isDryRun() || !waitsForExports()) return [];
  try {
    if ((args.jobId === undefined) === (args.batchIds === undefined))
      throw new Error("give either jobId or batchIds");
    const { sandboxName, jobId: _jobId, ...options } = args;
    const client = connect(sandboxName);
    const batchIds =
      args.jobId === undefined ? args.batchIds : await provider().exportedBatches(client, args.jobId);
    return await provider().download(client, { ...options, batchIds });
  } catch (error) {
    throw oneLineError("aep.download", error);
  }
}
