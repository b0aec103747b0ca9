import type { Run } from "./run";

/** Answers of look-ups that many resources share, by key. */
class Lookups {
  readonly answers = new Map<string, Promise<unknown>>();
}

/**
 * Looks something up for all resources of a run that ask for the same key. The first one reads it.
 * After a failure, the next one that asks reads it again.
 *
 * @param again Whether to read it again although a resource has asked before.
 */
export function sharedLookup<Answer>(
  run: Run,
  { key, again = false }: { key: string; again?: boolean },
  read: () => Promise<Answer>,
): Promise<Answer> {
  const { answers } = run.notes(Lookups);
  const known = again ? undefined : answers.get(key);
  if (known !== undefined) return known as Promise<Answer>;
  const lookup = read();
  answers.set(key, lookup);
  lookup.catch(() => answers.delete(key));
  return lookup;
}
