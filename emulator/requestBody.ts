import type { z } from "zod";
import { problem } from "./errors";

/** A request's body in the shape that it must have, or a 400 that names everything wrong with it, each with its path. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${dotted(path)}: ${message}` : message,
  );
  throw problem("invalid-request", issues.join("; "));
}

function dotted(path: PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
