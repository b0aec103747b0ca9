import pLimit from "p-limit";
import type { AepClient } from "../../client/client";
import { diskError } from "./error";
import { type PlannedFile, planDownload } from "./plan";
import { type ExportedPart, listParts } from "../parts";
import { fetchFile, isWhole } from "./partialFile";

/** What to download, and how. */
export interface DownloadOptions {
  /** Ids of the batches, of a job or any others. */
  batchIds: readonly string[];
  /** The folder, which is made if it is missing. */
  dir: string;
  /** How many files are fetched at the same time, 1 to 16. Defaults to 4. */
  parallel?: number;
  /** Whether a file of another size is replaced. Defaults to false: such a file is an error. */
  overwrite?: boolean;
  /** Receives every change of progress. */
  progress?: (progress: DownloadProgress) => void;
  /** Ends the download. What was downloaded stays, for the next run to resume. */
  signal?: AbortSignal;
}

/** How far a download is. Files and bytes of an earlier run count as done. */
export interface DownloadProgress {
  /** Bytes on disk. */
  bytesDone: number;
  /** Bytes of all files. */
  bytesTotal: number;
  /** Complete files. */
  filesDone: number;
  /** All files. */
  filesTotal: number;
}

/** A downloaded file of an export. */
export interface DownloadedFile extends ExportedPart {
  /** Path of the file. */
  path: string;
  /** Whether the file was there before this run. */
  present: boolean;
}

/**
 * Downloads batches into a folder, each part as `dir/BATCH/NAME`. A file is called `NAME.part`
 * until it has the length that AEP announced. A `.part` file is resumed after a break or by a later
 * process; a complete file is not fetched again.
 *
 * All names and paths are checked before anything is written. The first failure ends the download;
 * what was downloaded stays. Throws a {@link DownloadError} if a file cannot be written, and an
 * `AepError` if a call to AEP fails: of kind `notFound` if a batch or a file is gone, of kind
 * `aborted` if the signal ended the download.
 */
export async function download(client: AepClient, options: DownloadOptions): Promise<DownloadedFile[]> {
  const { batchIds, dir, parallel = 4, overwrite = false, progress = () => {}, signal } = options;
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 16)
    throw new RangeError(`Downloading to ${dir}: parallel must be a whole number from 1 to 16.`);

  const stop = new AbortController();
  const calls = (signal ? client.withSignal(signal) : client).withSignal(stop.signal);
  const plan = planDownload(await listParts(calls, batchIds), dir);
  const files: DownloadedFile[] = [];
  for (const file of plan) files.push({ ...file, present: await at(file, isWhole(file, overwrite)) });

  const done = new Progress(files, progress);
  const limit = pLimit(parallel);
  const failures: unknown[] = [];
  const fetchOne = async (file: PlannedFile) => {
    if (failures.length > 0) return;
    try {
      await at(file, fetchFile(calls, file, { overwrite, onBytes: (count) => done.addBytes(count) }));
      done.addFile();
    } catch (error) {
      failures.push(error);
      stop.abort();
    }
  };
  // Wait for all of them, even after a failure, so that nothing is written after this returns.
  await Promise.all(files.filter(({ present }) => !present).map((file) => limit(fetchOne, file)));
  if (failures.length > 0) throw failures[0];
  return files;
}

/** Waits for work on a file, and turns errors of the file system into a {@link DownloadError}. */
async function at<T>({ path }: PlannedFile, outcome: Promise<T>): Promise<T> {
  try {
    return await outcome;
  } catch (error) {
    throw diskError(error, path) ?? error;
  }
}

class Progress {
  readonly #now: DownloadProgress;

  constructor(
    files: DownloadedFile[],
    private readonly tell: (progress: DownloadProgress) => void,
  ) {
    const bytesOf = (some: DownloadedFile[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
    const present = files.filter((file) => file.present);
    this.#now = {
      bytesDone: bytesOf(present),
      bytesTotal: bytesOf(files),
      filesDone: present.length,
      filesTotal: files.length,
    };
    tell({ ...this.#now });
  }

  addBytes(count: number): void {
    this.#now.bytesDone += count;
    this.tell({ ...this.#now });
  }

  addFile(): void {
    this.#now.filesDone += 1;
    this.tell({ ...this.#now });
  }
}
