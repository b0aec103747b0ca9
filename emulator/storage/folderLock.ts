import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../startError";
import type { Database } from "./database";

/**
 * Claims a data folder for this emulator, so that no second one works on it. Its storage names the holder by the address of
 * a local socket on which the holder listens: the system closes that with the process, however it ends, and a process id
 * used again cannot be mistaken for it.
 *
 * @returns how to give the claim up.
 * @throws {@link StartError} `FOLDER_IN_USE`.
 */
export async function lockFolder(
  folder: string,
  storage: Pick<Database, "holder" | "replaceHolder">,
): Promise<() => Promise<void>> {
  const address = newAddress();
  // It listens before it is named, so that whoever is named and does not answer is gone.
  const server = createServer((socket) => socket.destroy())
    .listen(address)
    .unref();
  await once(server, "listening");
  const release = async (): Promise<void> => {
    server.close();
    await once(server, "close");
  };
  for (let holder = storage.holder; ; holder = storage.holder) {
    if (holder !== undefined && (await isListening(holder))) {
      await release();
      throw new StartError("FOLDER_IN_USE", `Data folder ${folder} is in use by another emulator.`);
    }
    if (storage.replaceHolder({ from: holder, to: address })) {
      // A socket outlives a kill as a file.
      if (holder !== undefined) await rm(holder, { force: true });
      return release;
    }
  }
}

/** An address that nobody has used before. */
function newAddress(): string {
  const name = `aep-emulator-${randomUUID()}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

async function isListening(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    // Anything else, say a socket of another user's, may have somebody behind it.
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ECONNREFUSED" && code !== "ENOENT";
  } finally {
    socket.destroy();
  }
}
