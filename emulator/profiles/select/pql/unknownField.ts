import { closest, distance } from "fastest-levenshtein";
import { ProfileError } from "../../records/errors";
import { refusal } from "./refusal";
import type { Path } from "./tree";

/** A path whose key at `index` no record has, and the keys known at that place. */
export interface UnknownField {
  path: Path;
  index: number;
  known: string[];
}

/** The error for an unknown field. */
export function unknownFieldError(pql: string, { path, index, known }: UnknownField): ProfileError {
  const meant = nearest(path.keys[index] ?? "", known);
  const field = path.keys.slice(0, index + 1).join(".");
  const guess = [...path.keys.slice(0, index), meant].join(".");
  return new ProfileError(
    "UNKNOWN_FIELD",
    `PQL ${JSON.stringify(pql)}: no profile has the field ${JSON.stringify(field)}${meant ? `; did you mean ${JSON.stringify(guess)}?` : "."} ` +
      "Correct the path, or load a profile that has the field",
  );
}

/** Whether an unknown field is probably a misspelt one. */
export const isMisspelt = ({ path, index, known }: UnknownField): boolean =>
  nearest(path.keys[index] ?? "", known) !== undefined;

/** Throws if the path begins with an undeclared variable. */
export function refuseVariable(pql: string, { path, index }: UnknownField): void {
  const [root = ""] = path.keys;
  if (index > 0 || root.toLowerCase() !== "profile") return;
  throw refusal(
    pql,
    path.at,
    `${root} is no field of a profile. Leave it out, or declare it: (${root}) => …`,
  );
}

function nearest(key: string, known: string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(key, known);
  const edits = distance(key.toLowerCase(), near.toLowerCase());
  return edits <= Math.max(1, Math.floor(key.length / 4)) ? near : undefined;
}
