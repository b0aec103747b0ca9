import pLimit, { type Limit } from "p-limit";
import type { Run } from "../lifecycle/run";

/** Which actions of a run wait for one another, by what they are about. */
class Turns {
  readonly limits = new Map<string, Limit>();
}

/** Runs actions with the same key one at a time; others run beside them. */
export function inTurn<Result>(run: Run, key: string, action: () => Promise<Result>): Promise<Result> {
  const { limits } = run.notes(Turns);
  const limit = limits.get(key) ?? pLimit(1);
  limits.set(key, limit);
  return limit(action);
}
