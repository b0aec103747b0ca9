import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "../../../emulator/storage/folderLock";
import { StartError } from "../../../emulator/startError";
import { Storage } from "../../../emulator/stores";

let folder: string;
let storage: Storage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  storage = new Storage(folder);
});

afterEach(async () => {
  await storage.close();
  await rm(folder, { recursive: true });
});

/** Makes ten claims at once. @returns the ones that were granted. */
async function claimAtOnce(): Promise<(() => Promise<void>)[]> {
  const claims = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder, storage)));
  for (const claim of claims)
    if (claim.status === "rejected") expect(claim.reason).toBeInstanceOf(StartError);
  return claims.flatMap((claim) => (claim.status === "fulfilled" ? [claim.value] : []));
}

it("grants one of many claims at once, again and again", async () => {
  for (let round = 0; round < 3; round += 1) {
    const granted = await claimAtOnce();
    expect(granted).toHaveLength(1);
    expect(await claimAtOnce()).toEqual([]);
    await granted[0]?.();
  }
});

it("grants one of many claims at once when the holder was killed", async () => {
  storage.replaceHolder({ from: undefined, to: join(folder, "dead.sock") });
  const granted = await claimAtOnce();
  expect(granted).toHaveLength(1);
  await granted[0]?.();
});

it("does not replace a holder that another process has replaced", async () => {
  const [one, other] = [join(folder, "one.sock"), join(folder, "other.sock")];
  expect(storage.replaceHolder({ from: undefined, to: one })).toBe(true);
  expect(storage.replaceHolder({ from: undefined, to: other })).toBe(false);
  expect(storage.holder).toBe(one);
  const server = createServer().listen(one);
  await once(server, "listening");
  await expect(lockFolder(folder, storage)).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
  server.close();
});
