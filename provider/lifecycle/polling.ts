/** Milliseconds between looks at a job: quick at first, so that short jobs are not waited for, then ever rarer. */
export function* pollDelays(): Generator<[attempt: number, milliseconds: number]> {
  for (let attempt = 0; ; attempt += 1) yield [attempt, Math.min(15_000, 100 * 1.6 ** attempt)];
}
