import pLimit, { type Limit } from "p-limit";
import type { Run } from "../lifecycle/run";

/** Queues of actions, by key. */
class Turns {
  readonly limits = new Map<string, Limit>();
}

/** Runs actions with the same key one at a time. Actions with different keys run in parallel. */
export function inTurn<Result>(run: Run, key: string, action: () => Promise<Result>): Promise<Result> {
  const { limits } = run.notes(Turns);
  const limit = limits.get(key) ?? pLimit(1);
  limits.set(key, limit);
  return limit(action);
}
