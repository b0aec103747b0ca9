import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../startError";
import type { Database } from "./database";

/**
 * Claims a data folder for this emulator, so that no other emulator works on it. The folder's
 * database records the address of a local socket on which the holder listens. The system closes the
 * socket when the process ends, however it ends. A process id would not do: it can be reused.
 *
 * @returns a function that gives the claim up.
 * @throws {@link StartError} `FOLDER_IN_USE`.
 */
export async function lockFolder(
  folder: string,
  storage: Pick<Database, "holder" | "replaceHolder">,
): Promise<() => Promise<void>> {
  const address = newAddress();
  // Listen first, then register: a registered holder that does not answer is dead.
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
      // A killed holder leaves the file of its socket.
      if (holder !== undefined) await rm(holder, { force: true });
      return release;
    }
  }
}

/** A socket address that was never used before. */
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
    // Other errors, for example a socket of another user, do not prove that the holder is dead.
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ECONNREFUSED" && code !== "ENOENT";
  } finally {
    socket.destroy();
  }
}
