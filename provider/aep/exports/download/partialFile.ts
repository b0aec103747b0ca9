import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { AepClient } from "../../client/client";
import { DownloadError } from "./error";
import { partialName, type PlannedFile } from "./plan";
import { AepError } from "../../http/errors";
import { makeFolder } from "./folder";

/** How a file is fetched. */
export interface FetchOptions {
  /** Whether a file of another size is replaced. */
  overwrite: boolean;
  /** Told of bytes that are on the disk, those from an earlier run included. */
  onBytes: (count: number) => void;
}

/** Times in a row that a connection may break before a byte has come. */
const fruitlessLimit = 3;

/**
 * Whether the file is there, whole. Throws a {@link DownloadError} of kind `exists` where something else is in its place
 * that is not to be replaced.
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
      ? `there is a file of ${found.size} bytes already, where the export has one of ${bytes}`
      : "there is something already that is no file",
    remedy: "Move it away, choose another folder, or ask to overwrite.",
  });
}

/**
 * Fetches a part into `NAME.part`, from where an earlier run left off, and renames it when it is whole. Goes on by itself
 * after a break for as long as bytes come.
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
    // What has proved wrong must not be gone on with.
    if (error instanceof DownloadError && error.kind === "wrongSize") await rm(partial, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await giveName(file, overwrite);
}

/** Renames a file that is whole, unless another process has been quicker. */
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
  // Neither emptied nor appended to: two processes at the same file write the same bytes to the same places.
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
    // The request is repeated by the client; here it is about what breaks off after that.
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
