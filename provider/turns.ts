import pLimit from "p-limit";
import type { Run } from "./lifecycle";

/** Does things with the same key one after the other, and others beside them. */
export function inTurn<Result>({ turns }: Run, key: string, action: () => Promise<Result>): Promise<Result> {
  const turn = turns.get(key) ?? pLimit(1);
  turns.set(key, turn);
  return turn(action);
}
