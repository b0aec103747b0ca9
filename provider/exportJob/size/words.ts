import type { ExportSize } from "./exportSize";

/** `about 12,300`, `about 8,000 to 12,300`, or `at most 12,300`: three digits, which is all that an old count is worth. */
export function sizeInWords({ least, most }: ExportSize): string {
  if (least === undefined) return `at most ${upwards.format(most)}`;
  const [from, to] = [nearest.format(least), nearest.format(most)];
  return from === to ? `about ${to}` : `about ${from} to ${to}`;
}

/** How long ago something was: `12 min ago`, `7 h ago`, `3 days ago`. */
export function ageInWords(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

const nearest = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const upwards = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, roundingMode: "ceil" });
