import type { Run } from "../lifecycle/run";

/** Answers of look-ups that many resources share, by key. */
class Lookups {
  readonly answers = new Map<string, Promise<unknown>>();
}

/**
 * Looks something up once a run, for all resources that ask. A look-up that failed is repeated for
 * the next one.
 */
export function once<Answer>(
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
