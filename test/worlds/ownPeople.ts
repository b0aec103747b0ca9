import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmulatorOptions } from "../../emulator/server";
import { LocalAep } from "./localAep";

/** Starts an emulator on profile records of the test's own, or on their JSON, which takes a fraction of the time that the sample does. */
export async function startWith(
  profiles: readonly (object | string)[],
  options: EmulatorOptions = {},
): Promise<LocalAep> {
  const folder = await mkdtemp(join(tmpdir(), "aep-people-"));
  const file = join(folder, "profiles.ndjson");
  try {
    await writeFile(file, profiles.map(line).join("\n"));
    return await LocalAep.start({ profiles: [file], ...options });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function line(profile: object | string): string {
  return typeof profile === "string" ? profile : JSON.stringify(profile);
}
