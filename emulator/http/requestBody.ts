import type { z } from "zod";
import { problem } from "./errors";

/**
 * A request's body in the shape that it must have, or a 400 that lists everything wrong with it.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw problem("invalid-request", issuesOf(result.error));
}

/** Everything wrong with a value in one line, each problem after its path and the separator. */
export function issuesOf({ issues }: z.ZodError, separator = ": "): string {
  return issues
    .map(({ path, message }) => (path.length > 0 ? `${dotted(path)}${separator}${message}` : message))
    .join("; ");
}

function dotted(path: PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
