import * as pulumi from "@pulumi/pulumi";
import type { DownloadedFile, DownloadOptions } from "../provider/programs";
import { connect, provider } from "./resource/connection";
import type { LookupArgs } from "./lookups/lookups";
import { oneLineError } from "./resource/oneLineError";
import { keepRunning } from "./resource/run";
import { waitsForExports } from "./exportJob/waitSetting";

/** What to download, and where to. Give a job or batches. */
export interface DownloadArgs extends LookupArgs, Omit<DownloadOptions, "batchIds"> {
  /** Id of an export job that has ended well: all its batches. */
  jobId?: string;
  /** Ids of batches. */
  batchIds?: string[];
}

/**
 * Downloads the Parquet files of an export into a folder, each as `dir/BATCH/NAME`: several at once, what is there already
 * kept, what broke off resumed, sizes verified (Data Access API). Does nothing at preview and where `aep:wait` (`AEP_WAIT`) is false,
 * and answers no file then. Give each export a folder of its own: tools read a folder as one, and with two exports in it every
 * profile twice.
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

async function downloaded({
  jobId,
  batchIds,
  sandboxName,
  ...options
}: DownloadArgs): Promise<DownloadedFile[]> {
  if (pulumi.runtime.isDryRun() || !waitsForExports()) return [];
  try {
    if ((jobId === undefined) === (batchIds === undefined)) throw new Error("give either jobId or batchIds");
    const client = sandboxName === undefined ? connect() : connect().inSandbox(sandboxName);
    const wanted = batchIds ?? (await provider().exportedBatches(client, String(jobId)));
    return await provider().download(client, { ...options, batchIds: wanted });
  } catch (error) {
    throw oneLineError("Downloading an export", error);
  }
}
