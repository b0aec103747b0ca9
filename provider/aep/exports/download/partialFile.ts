import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { AepClient } from "../../client/client";
import { DownloadError } from "./error";
import { partialName, type PlannedFile } from "./plan";
import { AepError } from "../../http/errors";
import { makeFolder } from "./folder";

/** Options of {@link fetchFile}. */
export interface FetchOptions {
  /** Whether an existing file of another size is replaced. */
  overwrite: boolean;
  /** Receives the number of bytes just written, and first the number that an earlier run has left. */
  onBytes: (count: number) => void;
}

/** The download ends when the connection breaks this often in a row without a new byte. */
const fruitlessLimit = 3;

/**
 * Whether the file is there, complete. Throws a {@link DownloadError} of kind `exists` if something
 * else is in its place that may not be replaced.
 */
export async function isWhole({ path: file, bytes }: PlannedFile, overwrite: boolean): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found === undefined) return false;
  if (found.isFile() && found.size === bytes) return true;
  if (found.isFile() && overwrite) return false;
  throw new DownloadError({
    kind: "exists",
    file,
    reason: found.isFile()
      ? `a file of ${found.size} bytes is there already; the file of the export has ${bytes}`
      : "something is there already that is not a file",
    remedy: "Move it away, choose another folder, or ask to overwrite.",
  });
}

/**
 * Fetches a part into `NAME.part`, from where an earlier run left off, and renames it when it is
 * complete. Resumes after a break as long as new bytes come.
 */
export async function fetchFile(
  client: AepClient,
  file: PlannedFile,
  { overwrite, onBytes }: FetchOptions,
): Promise<void> {
  const partial = partialName(file.path);
  await makeFolder(path.dirname(file.path));
  const { handle, have } = await openPartial(partial, file.bytes);
  try {
    onBytes(have);
    await fill({ client, file, handle, have, onBytes });
    await handle.sync();
  } catch (error) {
    // A file of the wrong size must not be resumed.
    if (error instanceof DownloadError && error.kind === "wrongSize") await rm(partial, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await giveName(file, overwrite);
}

/** Renames a complete file, unless another process has done so first. */
async function giveName(file: PlannedFile, overwrite: boolean): Promise<void> {
  const partial = partialName(file.path);
  if (!(await isWhole(file, overwrite))) {
    await rename(partial, file.path).catch(async (error: unknown) => {
      if (!(await isWhole(file, overwrite))) throw error;
    });
  }
  await rm(partial, { force: true });
}

async function openPartial(partial: string, bytes: number): Promise<{ handle: FileHandle; have: number }> {
  const found = await stat(partial).catch(() => undefined);
  if (found !== undefined && found.size > bytes) await rm(partial, { force: true });
  // The file is neither emptied nor appended to: two processes write the same bytes to the same places.
  const handle = await open(partial, constants.O_RDWR | constants.O_CREAT, 0o666);
  return { handle, have: (await handle.stat()).size };
}

interface Filling {
  client: AepClient;
  file: PlannedFile;
  handle: FileHandle;
  have: number;
  onBytes: FetchOptions["onBytes"];
}

async function fill({ client, file, handle, have, onBytes }: Filling): Promise<void> {
  for (let fruitless = 0, position = have; position < file.bytes;) {
    const start = position;
    // The client repeats the request itself; this loop resumes a body that breaks off.
    const body = await client.files.read(file.fileId, file.name, { start });
    let broken: AepError | undefined;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        if (position + chunk.length > file.bytes) throw wrongSize(file, "more");
        await write(handle, chunk, position);
        position += chunk.length;
        onBytes(chunk.length);
      }
    } catch (error) {
      if (!isBreak(error)) throw error;
      broken = error;
    }
    if (position === file.bytes) return;
    if (broken === undefined) throw wrongSize(file, position);
    fruitless = position > start ? 0 : fruitless + 1;
    if (fruitless === fruitlessLimit) throw broken;
  }
}

async function write(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

const isBreak = (error: unknown): error is AepError =>
  error instanceof AepError && (error.kind === "network" || error.kind === "timeout");

function wrongSize({ path: file, bytes }: PlannedFile, came: number | "more"): DownloadError {
  return new DownloadError({
    kind: "wrongSize",
    file,
    reason: `AEP announced ${bytes} bytes and sent ${came}`,
    remedy: "Nothing of it is kept: run it again.",
  });
}
