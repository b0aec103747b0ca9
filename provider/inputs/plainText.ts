import { z } from "zod";

/** Longer texts are not repeated in a message. */
const mostRepeated = 60;

/**
 * A text of one line, such as a name or an id. No document says whether AEP keeps blanks at the ends of a text, so a text that would be
 * another without them is refused: it might differ from the state for ever. Likewise characters that cannot be seen.
 *
 * @param whenEmpty What to say of an empty text.
 */
export const line = (whenEmpty: string) =>
  z.string().superRefine((value, context) => {
    const message = value.trim() === "" ? whenEmpty : faultOfLine(value);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** As {@link line}, but may be empty. */
export const lineOrNothing = z.string().superRefine((value, context) => {
  const message = faultOfLine(value);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** As {@link lineOrNothing}, with line breaks within. */
export const lines = z.string().superRefine((value, context) => {
  const message = faultOf(value, invisible);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** What is wrong with a text of one line, if anything is. */
export const faultOfLine = (value: string): string | undefined => faultOf(value, invisibleOrBreak);

const invisible = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;
const invisibleOrBreak = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

function faultOf(value: string, unwanted: RegExp): string | undefined {
  const all = new RegExp(unwanted, "gu");
  const meant = value
    .split(all)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join(" ");
  const remedy =
    meant.length > mostRepeated || meant === "" ? "leave them out" : `write ${JSON.stringify(meant)}`;
  if (value !== value.trim()) return `has blanks or line breaks at its ends; ${remedy}`;
  return unwanted.test(value) ? `has control characters or line breaks; ${remedy}` : undefined;
}
