import { AepError } from "../aep";
import type { Context } from "../lifecycle/lifecycle";

/** Milliseconds before each repeat of a POST that AEP answered with trouble; before the first, its lists have time to show what it made. */
const repeats = [2_000, 4_000, 10_000];

/** A POST, and how to find what it has made. */
export interface Making<Made> {
  make: () => Promise<Made>;
  /** Undefined if nothing is there. */
  look: () => Promise<Made | undefined>;
}

/**
 * Makes a thing at most once. After a POST whose answer was lost, what it has made is looked for; it is repeated only where AEP has
 * answered that it is in trouble, and has made nothing.
 */
export async function atMostOnce<Made>({ sleep, log }: Context, { make, look }: Making<Made>): Promise<Made> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof AepError) || error.outcome !== "unknown") throw error;
      const found = await lookAfter(error, look);
      if (found !== undefined) return found;
      const delay = repeats[repeat];
      // After any other failure the call may still be on its way.
      if (delay === undefined || (error.status !== 500 && error.status !== 503)) throw error;
      log(`${error.operation}: ${error.status}, and nothing was made; trying again in ${delay / 1000} s.`);
      await sleep(delay);
      // What AEP lists may lag behind what it has done.
      const late = await lookAfter(error, look);
      if (late !== undefined) return late;
    }
  }
}

/** What the POST has made; where that cannot be told, its error says so. */
function lookAfter<Made>(error: AepError, look: () => Promise<Made | undefined>): Promise<Made | undefined> {
  return look().catch((trouble: unknown) => {
    const why = trouble instanceof Error ? trouble.message : String(trouble);
    throw new AepError({ ...error, reason: `${error.reason}, and what it made cannot be looked up: ${why}` });
  });
}
