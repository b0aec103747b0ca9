import { closest, distance } from "fastest-levenshtein";
import { ProfileError } from "../../records/errors";
import { refusal } from "./refusal";
import type { Path } from "./tree";

/** A path whose key at an index no record has, and the fields that there are at that place. */
export interface UnknownField {
  path: Path;
  index: number;
  known: string[];
}

/** What to throw for an unknown field. */
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

/** Whether an unknown field is most likely a known one misspelt. */
export const isMisspelt = ({ path, index, known }: UnknownField): boolean =>
  nearest(path.keys[index] ?? "", known) !== undefined;

/** Refuses what looks like a variable, which was declared nowhere. */
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
