import type { Run } from "./lifecycle";

/** Looks a thing up once a run, however many resources ask for it; one that failed is tried again. */
export function once<Answer>(
  { lookups }: Run,
  { key, again = false }: { key: string; again?: boolean },
  read: () => Promise<Answer>,
): Promise<Answer> {
  const known = again ? undefined : lookups.get(key);
  if (known !== undefined) return known as Promise<Answer>;
  const lookup = read();
  lookups.set(key, lookup);
  lookup.catch(() => lookups.delete(key));
  return lookup;
}
