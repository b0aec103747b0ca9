import * as z from "zod";

/** Characters up to which a message repeats a text. */
const repeatableLength = 60;

/**
 * A text of one line, such as a name or an id. Blanks at its ends and invisible characters are
 * refused: Adobe does not document whether AEP keeps them, and if it does not, the object would
 * differ from the state for ever.
 *
 * @param whenEmpty Message for an empty text.
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

/** As {@link lineOrNothing}, but may contain line breaks. */
export const lines = z.string().superRefine((value, context) => {
  const message = faultOf(value, invisible);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** What is wrong with a text of one line. Undefined if nothing is. */
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
    meant.length > repeatableLength || meant === "" ? "leave them out" : `write ${JSON.stringify(meant)}`;
  if (value !== value.trim()) return `has blanks or line breaks at its ends; ${remedy}`;
  return unwanted.test(value) ? `has control characters or line breaks; ${remedy}` : undefined;
}
