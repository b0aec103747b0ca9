import type { Run } from "../lifecycle/run";

/** An object of AEP that the state holds for a resource. */
export interface StateObject {
  id: string;
  /** If it is a job, the key of its mark. */
  mark?: string;
}

class StateObjects {
  /** By the URN of the resource. */
  readonly held = new Map<string, StateObject>();
  /** Objects that a resource goes on with, as `sandbox/id`. */
  readonly kept = new Set<string>();
}

/**
 * Notes what the state holds for a resource. The engine compares a resource before it replaces it,
 * so a replacement knows the object that it replaces and never takes it for a leftover of an
 * interrupted run.
 */
export const noteStateObject = (run: Run, urn: string, object: StateObject): void =>
  void run.notes(StateObjects).held.set(urn, object);

/** What the state holds for a resource. Undefined for a new resource. */
export const stateObjectOf = (run: Run, urn: string): StateObject | undefined =>
  run.notes(StateObjects).held.get(urn);

/** An object of AEP, in a sandbox. */
interface Place {
  run: Run;
  client: { sandboxName: string };
}

const keyOf = ({ client }: Place, id: string): string => `${client.sandboxName}/${id}`;

/**
 * Notes that a resource goes on with an object. If the state lists the object again for deletion,
 * keep it.
 */
export const keep = (place: Place, id: string): void =>
  void place.run.notes(StateObjects).kept.add(keyOf(place, id));

/** Whether a resource of this run goes on with an object. */
export const isKept = (place: Place, id: string): boolean =>
  place.run.notes(StateObjects).kept.has(keyOf(place, id));
