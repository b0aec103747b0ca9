import type { AepClient } from "./aep";
import type { Context, Run } from "./lifecycle";

/** Milliseconds without a resource of the state being heard of, after which the run has surely named all of them. */
const silence = 1_000;

/** An object of AEP, in the sandbox of the client. */
interface Place {
  run: Run;
  client: AepClient;
}

const keyOf = ({ sandboxName }: AepClient, id: string): string => `${sandboxName}/${id}`;

/**
 * Notes that the state knows an object of AEP, and by which names: the URN of a resource changes when the program renames it,
 * so a resource may come by its old and its new one. Without a name it is only known.
 */
export function claim({ run, client }: Place, id: string, ...urns: (string | undefined)[]): void {
  const key = keyOf(client, id);
  const known = run.claims.get(key) ?? new Set();
  // The first resource that names itself has it.
  if (known.size === 0) for (const urn of urns) if (urn !== undefined) known.add(urn);
  run.claims.set(key, known);
  run.claimedAt = Date.now();
}

/** Whether the state is known to have an object of AEP, or this run made it. */
export const isClaimed = ({ run, client }: Place, id: string): boolean => run.claims.has(keyOf(client, id));

/** The other resource that an object of AEP belongs to, if there is one; a resource that was renamed comes by its old name too. */
export function otherOwner(
  { run, client }: Place,
  id: string,
  ...urns: (string | undefined)[]
): string | undefined {
  const owners = run.claims.get(keyOf(client, id)) ?? new Set();
  return urns.some((urn) => urn !== undefined && owners.has(urn)) ? undefined : [...owners][0];
}

/**
 * Whether no resource of the state claims an object. Resources come one by one as the program declares them, so that what
 * seems unclaimed may only not have been claimed yet.
 */
export async function staysUnclaimed(
  { run, sleep }: Context,
  client: AepClient,
  id: string,
): Promise<boolean> {
  const start = Date.now();
  const place = { run, client };
  while (!isClaimed(place, id) && Date.now() - Math.max(start, run.claimedAt) < silence)
    await sleep(silence / 10);
  return !isClaimed(place, id);
}

/** Notes that this run has taken an object over, which a replacement by itself must then not delete. */
export const adopted = ({ run, client }: Place, id: string): void => void run.adopted.add(keyOf(client, id));

/** Whether this run has taken an object over. */
export const isAdopted = ({ run, client }: Place, id: string): boolean => run.adopted.has(keyOf(client, id));
