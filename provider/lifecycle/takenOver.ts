import { nameOf, type Owner } from "../ownership/identity";
import type { Run } from "./run";

/** The objects that a run takes over, each with the URN of its resource. */
class TakenOver {
  readonly urns = new Map<string, string>();
}

/** Refuses to take over an object of AEP that another resource of this run takes over. */
export function refuseTwice(run: Run, object: string, { urn }: Owner): void {
  const { urns } = run.notes(TakenOver);
  const other = urns.get(object) ?? urn;
  if (other !== urn)
    throw new Error(`"${nameOf(other)}" takes over ${object} too. Take adopt out of one of them.`);
  urns.set(object, urn);
}
