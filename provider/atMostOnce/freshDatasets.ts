import { AepError, type AepClient } from "../aep";
import type { Context } from "../lifecycle/lifecycle";
import { pollDelays } from "../lifecycle/polling";
import type { Run } from "../lifecycle/run";

/** For so many milliseconds after a dataset was made, other services of AEP may not know it yet. */
const settlingMs = 30_000;

/** When this run has made datasets, by their ids. */
class FreshDatasets {
  readonly madeAt = new Map<string, number>();
}

/** Notes that this run has made a dataset. */
export const noteFresh = ({ run, now }: Context, id: string): void =>
  void run.notes(FreshDatasets).madeAt.set(id, now());

/** Whether this run has made the dataset, and no other process can have started jobs in it. */
export const isFresh = (run: Run, id: string): boolean =>
  !run.isShared && run.notes(FreshDatasets).madeAt.has(id);

/**
 * Makes a call about a dataset. In the first 30 seconds after this run has made the dataset, the
 * call is repeated as long as AEP answers that there is no such dataset.
 */
export async function repeatWhileUnknown<Answer>(
  context: Context,
  { client, dataset }: { client: AepClient; dataset: string },
  call: () => Promise<Answer>,
): Promise<Answer> {
  const { run, now, log, sleep } = context;
  const knownBy = (run.notes(FreshDatasets).madeAt.get(dataset) ?? -Infinity) + settlingMs;
  for (const [attempt, delay] of pollDelays()) {
    try {
      return await call();
    } catch (error) {
      if (now() >= knownBy || !(await isUnknownDataset(client, dataset, error))) throw error;
      if (attempt === 0)
        log(`AEP does not know dataset ${dataset} yet, which this run has made; trying again.`);
    }
    await sleep(Math.min(delay, knownBy - now()));
  }
  throw new Error("A poll has no end of its own.");
}

/**
 * For a dataset that it does not know, a service answers 404, or a 400 that may have any other
 * cause.
 */
async function isUnknownDataset(client: AepClient, dataset: string, error: unknown): Promise<boolean> {
  if (!(error instanceof AepError)) return false;
  if (error.kind === "notFound") return true;
  return error.kind === "invalid" && (await client.datasets.get(dataset)) === undefined;
}
