import type { Run } from "../lifecycle/run";

/** Answers of look-ups that one call serves for many resources, by what was looked up. */
class Lookups {
  readonly answers = new Map<string, Promise<unknown>>();
}

/** Looks a thing up once a run, however many resources ask for it. A look-up that failed is made again. */
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
