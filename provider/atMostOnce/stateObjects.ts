import type { Run } from "../lifecycle/run";

/** An object of AEP that the state holds, as far as a successor has to know it. */
export interface StateObject {
  id: string;
  /** Of a job, the key of its mark. */
  mark?: string;
}

class StateObjects {
  /** By the URN of the resource. */
  readonly held = new Map<string, StateObject>();
  /** `sandbox/id` of objects that a resource took over from itself. */
  readonly kept = new Set<string>();
}

/**
 * Notes what the state holds for a resource. The engine compares a resource with its state before it replaces it, so the object that
 * is to be replaced is never taken for a leftover.
 */
export const noteStateObject = (run: Run, urn: string, object: StateObject): void =>
  void run.notes(StateObjects).held.set(urn, object);

/** What the state holds for a resource that this run has compared; undefined for a new one. */
export const stateObjectOf = (run: Run, urn: string): StateObject | undefined =>
  run.notes(StateObjects).held.get(urn);

/** An object of AEP, in a sandbox. */
interface Place {
  run: Run;
  client: { sandboxName: string };
}

const keyOf = ({ client }: Place, id: string): string => `${client.sandboxName}/${id}`;

/** Notes that a resource goes on with an object, so that deleting an older state of the resource must not delete the object. */
export const keep = (place: Place, id: string): void =>
  void place.run.notes(StateObjects).kept.add(keyOf(place, id));

/** Whether a resource of this run goes on with an object. */
export const isKept = (place: Place, id: string): boolean =>
  place.run.notes(StateObjects).kept.has(keyOf(place, id));
