/**
 * Milliseconds between polls: short at first, so that a short job ends soon, then longer up to 15
 * seconds.
 */
export function* pollDelays(): Generator<[attempt: number, milliseconds: number]> {
  for (let attempt = 0; ; attempt += 1) yield [attempt, Math.min(15_000, 100 * 1.6 ** attempt)];
}
