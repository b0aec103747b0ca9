import { oneLine } from "../../provider/aep/http/errors";

/** `loyal-customers` for `Loyal customers`. */
export const nameFrom = (text: string, otherwise: string): string =>
  (text.normalize("NFC").match(/\p{ID_Continue}+/gu) ?? [otherwise]).join("-").toLowerCase();

/** A name that is not taken, and is taken from now on. */
export function unused(
  name: string,
  { taken, separator }: { taken: Set<string>; separator: string },
): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}${separator}${number}`;
  taken.add(free);
  return free;
}

/** A name that is safe in a comment: it cannot end the comment or change the direction of the text. */
export const inComment = (name: string): string =>
  oneLine(name)
    .replace(/\p{Cf}/gu, "")
    .replaceAll("*/", "* /");
