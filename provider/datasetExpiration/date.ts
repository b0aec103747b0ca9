import type { DatasetExpirationInputs } from "./inputs";

/** AEP takes no expiration that is nearer than 24 hours. */
export const leastAheadMs = 24 * 60 * 60 * 1000;

/** A duration of whole years, months, weeks and days. */
interface Period {
  years: number;
  months: number;
  days: number;
}

/** Reads `P1Y2M3W4D`. Undefined for another text, and for zero. */
export function periodOf(text: string): Period | undefined {
  const match = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/.exec(text);
  if (match === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0] = match.slice(1).map((count = "0") => Number(count));
  const period = { years, months, days: weeks * 7 + days };
  return period.years + period.months + period.days > 0 ? period : undefined;
}

/** Milliseconds since 1970 of an instant in ISO 8601: without an offset it is UTC. NaN for other text. */
export const instantMs = (text: string): number =>
  Date.parse(/T.*(Z|[+-]\d\d:\d\d)$|^[\d-]+$/.test(text) ? text : `${text}Z`);

/** An instant as AEP answers it: a whole second without a fraction. */
export const instantOf = (milliseconds: number): string =>
  new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().replace(".000Z", "Z");

/** The instant that inputs ask for, in milliseconds since 1970, where `created` is when the resource was. */
export function wantedMs({ expiry, retention }: DatasetExpirationInputs, created: string): number {
  if (expiry !== undefined) return instantMs(expiry);
  const period = periodOf(retention ?? "");
  if (period === undefined) throw new Error("A check lets neither expiry nor retention be missing.");
  const end = new Date(created);
  const day = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + period.years * 12 + period.months);
  // A month after 31 January is the last day of February.
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, lastDay) + period.days);
  return end.getTime();
}

/** What is wrong with an instant that is to be set now. */
export function faultOfDate(
  inputs: DatasetExpirationInputs,
  { created, now }: { created: string; now: number },
) {
  const wanted = wantedMs(inputs, created);
  if (wanted >= now + leastAheadMs) return undefined;
  const given = inputs.expiry === undefined ? "retention" : "expiry";
  return `${given} ends at ${instantOf(wanted)}, which is less than 24 hours ahead; AEP takes no nearer date. Give a later one`;
}
