import { setTimeout as sleep } from "node:timers/promises";
import type { AepClient, ExportJob } from "../../provider/aep";

type Maybe<T> = T | undefined | false;

/** A limit for a busy machine: the first export of an emulator waits until its sample profiles are loaded. */
const mostSeconds = 60;

/** Looks again and again until `look` finds something. */
export async function eventually<T>(look: () => Maybe<T> | Promise<Maybe<T>>): Promise<T> {
  for (const end = Date.now() + mostSeconds * 1000; Date.now() < end;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(20);
  }
  throw new Error(`It did not happen within ${mostSeconds} seconds.`);
}

/** Waits until an export job has ended, well or badly. */
export function endOfJob(client: AepClient, id: string): Promise<ExportJob> {
  return eventually(async () => {
    const job = await client.exportJobs.get(id);
    if (job === undefined) throw new Error(`Job ${id} is gone.`);
    return job.state !== "pending" && job.state !== "cancelling" && job;
  });
}
