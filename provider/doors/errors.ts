import { AepError } from "../aep";
import type { CheckFailure } from "../lifecycle/lifecycle";

/**
 * A failure with its path in the sentence and no property: the engine shows the value of a property
 * beside the sentence, and that of a nested one as `<nil>`.
 */
export const failureInOneSentence = ({ property, reason }: CheckFailure): CheckFailure => ({
  property: "",
  reason: `${property} ${reason}${/[.?]$/.test(reason) ? "" : "."}`,
});

/** What failed: `Creating`, `export job`, `export job "daily"`. */
interface Failed {
  verb: string;
  noun: string;
  subject: string;
}

/**
 * An error as the engine's process for dynamic resources shows it: one line, where it would print a
 * stack.
 */
export function oneLineError({ verb, noun, subject }: Failed, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const operation = error instanceof AepError ? error.operation : "";
  const said = repeated({ verb, noun }, operation);
  const rest = said === undefined ? message : message.slice(`${operation}: `.length);
  const about = said === undefined ? "" : operation.slice(said.length).trim();
  const where = about === "" ? "" : about.startsWith("for ") ? ` ${about}` : ` (${about})`;
  const line = new Error(`${verb} ${subject}${where}: ${rest}`);
  line.stack = rest;
  line.toString = () => `${verb} ${subject}${where}`;
  return line;
}

/**
 * The beginning of an operation that says again what the error of the resource says: a `target
 * dataset` is to AEP's client a `dataset`.
 */
const repeated = ({ verb, noun }: Omit<Failed, "subject">, operation: string): string | undefined =>
  [noun, noun.split(" ").at(-1)]
    .map((name) => `${verb} ${name}`)
    .find((said) => `${operation} `.startsWith(`${said} `));
