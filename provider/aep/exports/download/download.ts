import pLimit from "p-limit";
import type { AepClient } from "../../client/client";
import { diskError } from "./error";
import { type PlannedFile, planDownload } from "./plan";
import { type ExportedPart, listParts } from "../parts";
import { fetchFile, isWhole } from "./partialFile";

/** What to download, and how. */
export interface DownloadOptions {
  /** Ids of the batches: those of a job, or any others. */
  batchIds: readonly string[];
  /** The folder, made if need be. */
  dir: string;
  /** Files fetched at the same time, 1 to 16. Defaults to 4. */
  parallel?: number;
  /** Whether a file of another size than the export's is replaced. Defaults to false: it is an error. */
  overwrite?: boolean;
  /** Told of every change. */
  progress?: (progress: DownloadProgress) => void;
  /** Ends the download; what has come stays for the next one. */
  signal?: AbortSignal;
}

/** How far a download is. What was there before counts as done. */
export interface DownloadProgress {
  /** Bytes on disk, those of an earlier run included. */
  bytesDone: number;
  /** Bytes of all files. */
  bytesTotal: number;
  /** Files that are whole. */
  filesDone: number;
  /** All files. */
  filesTotal: number;
}

/** A file of an export in its place. */
export interface DownloadedFile extends ExportedPart {
  /** Where the file is. */
  path: string;
  /** Whether it was there before. */
  present: boolean;
}

/**
 * Downloads batches into a folder, each part as `dir/BATCH/NAME`. A file is called `NAME.part` until it has the length that
 * AEP announced; a `.part` is gone on with, after a break or in a later process, and a whole file is not fetched again.
 *
 * Before anything is written, every name and every place is checked. The first failure ends the download; what is whole
 * and what has come stays. Throws a {@link DownloadError} for trouble with files, an `AepError` for trouble with AEP: of kind
 * `notFound` where a batch or a file is gone, of kind `aborted` where the signal ended it.
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
  // All come to rest before this returns, so that nothing is written behind the caller's back.
  await Promise.all(files.filter(({ present }) => !present).map((file) => limit(fetchOne, file)));
  if (failures.length > 0) throw failures[0];
  return files;
}

/** The outcome of work on a file, whose refusals by the system become errors of the download. */
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
