import type { CheckFailure } from "../../lifecycle/lifecycle";

/** With the path in the sentence: the engine would show the value of a nested property as `<nil>`. */
export const failureInOneSentence = ({ property, reason }: CheckFailure): CheckFailure => ({
  property: "",
  reason: `${property} ${reason}${/[.?]$/.test(reason) ? "" : "."}`,
});

/** An error as the engine's process for dynamic resources shows it: one line, where it would print a stack. */
export function oneLineError(subject: string, error: unknown): Error {
  const rest = error instanceof Error ? error.message : String(error);
  const plain = new Error(`${subject}: ${rest}`);
  plain.stack = rest;
  plain.toString = () => subject;
  return plain;
}
