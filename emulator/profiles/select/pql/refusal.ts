import { ProfileError } from "../../records/errors";

/** The error for an unsupported part of an expression. `at` is its position in characters. */
export function refusal(pql: string, at: number, reason?: string): ProfileError {
  const rest = pql.slice(at).trim();
  const place = rest === "" ? "its end" : JSON.stringify(rest.slice(0, 30));
  const text = `PQL ${JSON.stringify(pql)} cannot be evaluated here, from ${place} on`;
  return new ProfileError("UNSUPPORTED_PQL", reason === undefined ? text : `${text}: ${reason}`);
}
