import * as z from "zod";
import { problem } from "./errors";
import { issuesOf } from "./requestBody";

/**
 * A request's query in the shape that it must have, or a 400 that lists everything wrong with it.
 */
export function parseQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  const { data, error } = schema.safeParse(query);
  if (error) throw problem("invalid-request", `${issuesOf(error, " ")}.`);
  return data;
}

/** The text of a query parameter. The last one counts if it is repeated. */
export const text = z.preprocess(
  (value: unknown) => (Array.isArray(value) ? (value.at(-1) as unknown) : value),
  z.string().optional(),
);

/** The text of a query parameter, absent if it is empty. */
export const nonEmptyText = text.transform((value) => value || undefined);

/** A whole number, or `preset` if the parameter is absent or empty. */
export const whole = <Preset extends number | undefined>({
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
  preset,
}: {
  least?: number;
  most?: number;
  preset: Preset;
}): z.ZodType<number | Preset> =>
  nonEmptyText
    .refine((value) => value === undefined || isWhole(value, least, most), {
      error: ({ input }) => `must be a whole number from ${least} to ${most}, not "${String(input)}"`,
    })
    .transform((value) => (value === undefined ? preset : Number(value)));

function isWhole(value: string, least: number, most: number): boolean {
  return /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
}

/** Orders numbers by value and all other values as text. Absent values come first. */
export function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [a, b] = [asText(one), asText(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A text as it is, an absent value as the empty text, any other value as JSON. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
