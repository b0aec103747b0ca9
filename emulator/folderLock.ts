import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "./startError";

/**
 * Claims a folder for this emulator, so that no second one works on it. The claim is a local socket: the system gives
 * it up with the process, however that ends, and a process id used again cannot be mistaken for its holder.
 *
 * @returns how to give the claim up.
 * @throws {@link StartError} `FOLDER_IN_USE`.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = `aep-emulator-${createHash("sha256")
    .update(await realpath(folder))
    .digest("hex")
    .slice(0, 16)}`;
  const address = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  const server = (await tryListen(address)) ?? (await replaceStale(address));
  if (!server) throw new StartError("FOLDER_IN_USE", `Data folder ${folder} is in use by another emulator.`);
  return async () => {
    server.close();
    await once(server, "close");
  };
}

/** @returns undefined when the address is taken. */
async function tryListen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy())
    .listen(address)
    .unref();
  try {
    await once(server, "listening");
    return server;
  } catch (error) {
    if (hasCode(error, "EADDRINUSE")) return undefined;
    throw error;
  }
}

/** Takes the place of a socket that a killed emulator left behind. */
async function replaceStale(address: string): Promise<Server | undefined> {
  const socket = connect(address);
  try {
    await once(socket, "connect");
    return undefined;
  } catch (error) {
    if (!hasCode(error, "ECONNREFUSED") && !hasCode(error, "ENOENT")) return undefined;
    await rm(address, { force: true });
    return await tryListen(address);
  } finally {
    socket.destroy();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
