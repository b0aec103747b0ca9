import { AepError } from "../aep";
import type { Context } from "../lifecycle/lifecycle";

/**
 * Milliseconds before each repeat of a POST. In the first pause, AEP's lists get the time to show
 * what the POST made.
 */
const repeatDelays = [2_000, 4_000, 10_000];

/** A POST, and a search for what it has made. */
export interface Making<Made> {
  make: () => Promise<Made>;
  /** Finds what an earlier call of `make` has made; undefined if there is nothing. */
  look: () => Promise<Made | undefined>;
}

/**
 * Makes an object at most once. If the answer to the POST is lost, what it may have made is looked
 * for. The POST is repeated only if AEP answered 500 or 503 and nothing is found.
 */
export async function atMostOnce<Made>({ sleep, log }: Context, { make, look }: Making<Made>): Promise<Made> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof AepError) || error.outcome !== "unknown") throw error;
      const found = await lookAfter(error, look);
      if (found !== undefined) return found;
      const delay = repeatDelays[repeat];
      // After any other failure the call may still be on its way.
      if (delay === undefined || (error.status !== 500 && error.status !== 503)) throw error;
      log(`${error.operation}: ${error.status}, and nothing was made; trying again in ${delay / 1000} s.`);
      await sleep(delay);
      // Lists of AEP may lag behind.
      const late = await lookAfter(error, look);
      if (late !== undefined) return late;
    }
  }
}

/** Finds what the POST has made. If that fails, throws the error of the POST with the reason. */
function lookAfter<Made>(error: AepError, look: () => Promise<Made | undefined>): Promise<Made | undefined> {
  return look().catch((trouble: unknown) => {
    const why = trouble instanceof Error ? trouble.message : String(trouble);
    throw new AepError({ ...error, reason: `${error.reason}, and what it made cannot be looked up: ${why}` });
  });
}
