import { onceARun } from "./run";

/** What a run takes over, and the name of the resource that does. */
const takenOver = onceARun(() => new Map<string, string>());

/** Refuses an object of AEP that another resource of the run takes over. */
export function refuseTwice(object: string, name: string): void {
  const other = takenOver().get(object);
  if (other !== undefined)
    throw new Error(`"${other}" takes over ${object} too. Take adopt out of one of them.`);
  takenOver().set(object, name);
}
