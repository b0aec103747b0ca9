import type { Context, Run } from "./lifecycle";

/** Milliseconds without a resource of the state being heard of, after which the run has surely named all of them. */
const silence = 1_000;

/** Notes that the state knows an object of AEP as that of a resource. */
export function claim(run: Run, id: string, urn = ""): void {
  run.claims.set(id, run.claims.get(id) ?? urn);
  run.claimedAt = Date.now();
}

/** The other resource that an object of AEP belongs to, if there is one. */
export function otherOwner(run: Run, id: string, urn = ""): string | undefined {
  const owner = run.claims.get(id);
  return owner === undefined || owner === urn ? undefined : owner;
}

/**
 * Whether no resource of the state claims an object. Resources come one by one as the program declares them, so that what
 * seems unclaimed may only not have been claimed yet.
 */
export async function staysUnclaimed({ run, sleep }: Context, id: string): Promise<boolean> {
  const start = Date.now();
  while (!run.claims.has(id) && Date.now() - Math.max(start, run.claimedAt) < silence)
    await sleep(silence / 10);
  return !run.claims.has(id);
}
