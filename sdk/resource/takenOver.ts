import { onceARun } from "./run";

/** The objects that this run takes over, each with the name of its resource. */
const takenOver = onceARun(() => new Map<string, string>());

/** Refuses to take over an object of AEP that another resource of this run takes over. */
export function refuseTwice(object: string, name: string): void {
  const other = takenOver().get(object);
  if (other !== undefined)
    throw new Error(`"${other}" takes over ${object} too. Take adopt out of one of them.`);
  takenOver().set(object, name);
}
