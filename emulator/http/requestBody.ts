import type { z } from "zod";
import { problem } from "./errors";

/** A request's body in the shape that it must have, or a 400 that names everything wrong with it, each with its path. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw problem("invalid-request", issuesOf(result.error));
}

/** All that is wrong with a value, each with its path, in one line. */
export function issuesOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length > 0 ? `${dotted(path)}: ${message}` : message))
    .join("; ");
}

function dotted(path: PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
