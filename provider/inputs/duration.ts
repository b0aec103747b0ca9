const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * Milliseconds of a duration as Pulumi writes it, such as `90m` or `1h30m`. Undefined for another
 * text, and for zero.
 */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|s|m|h)/g))
    sum += Number(count) * unitMs[unit as keyof typeof unitMs];
  return sum > 0 ? sum : undefined;
}

/** `42 s`, `3 min 5 s`, `2 h 5 min`. */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours > 0) return parts([hours, "h"], [minutes % 60, "min"]);
  return minutes > 0 ? parts([minutes, "min"], [seconds % 60, "s"]) : `${seconds} s`;
}

const parts = (...counts: [count: number, unit: string][]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
