import { invalidFile } from "../records/errors";
import type { SourceRecord } from "./sourceRecord";

/** What may come next in an array of records. Nothing may follow its end. */
type Expected = "value" | "value or ]" | "comma or ]" | "nothing";

/**
 * Splits an array of records, or records one after another, into the text of each record, however
 * they are laid out. The text of a record is not checked here.
 */
export async function* splitJson(path: string, pieces: AsyncIterable<string>): AsyncGenerator<SourceRecord> {
  const text: string[] = [];
  /** Undefined outside an array. */
  let expected: Expected | undefined;
  let record = 0;
  let line = 1;
  let startLine = 1;
  let depth = 0;
  let isInside = false;
  let isString = false;
  let isEscaped = false;

  const finish = (): SourceRecord => {
    const json = text.join("");
    text.length = 0;
    isInside = false;
    if (expected) expected = "comma or ]";
    return { json, place: `record ${(record += 1)} (line ${startLine})` };
  };
  const fault = (what: string): Error => invalidFile(`${path}, line ${line}`, `not JSON: ${what}`);

  for await (const piece of pieces) {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const letter = piece[at] as string;
      if (letter === "\n") line += 1;
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (letter === "\\") isEscaped = true;
        else if (letter === '"') isString = false;
        continue;
      }
      const isBlank = letter === " " || letter === "\n" || letter === "\t" || letter === "\r";
      if (isInside) {
        if (letter === '"') isString = true;
        else if (letter === "{" || letter === "[") depth += 1;
        else if (depth > 0 && (letter === "}" || letter === "]")) {
          depth -= 1;
          if (depth > 0) continue;
          text.push(piece.slice(start, at + 1));
          yield finish();
        }
        if (!isInside || depth > 0 || !(isBlank || letter === "," || letter === "]")) continue;
        text.push(piece.slice(start, at));
        yield finish();
      }
      if (isBlank) continue;
      if (letter === "[" && record === 0 && expected === undefined) {
        expected = "value or ]";
      } else if (letter === "," && expected === "comma or ]") {
        expected = "value";
      } else if (letter === "]" && (expected === "comma or ]" || expected === "value or ]")) {
        expected = "nothing";
      } else {
        if (expected === "comma or ]") throw fault("a comma is missing between two records");
        if (expected === "nothing") throw fault("something follows the end of the array");
        if (expected && (letter === "," || letter === "]"))
          throw fault(`a record is missing before ${letter}`);
        isInside = true;
        startLine = line;
        start = at;
        isString = letter === '"';
        depth = letter === "{" || letter === "[" ? 1 : 0;
      }
    }
    if (isInside) text.push(piece.slice(start));
  }
  if (isInside && depth === 0 && !isString && !expected) yield finish();
  else if (isInside) throw fault(`the record that begins in line ${startLine} has no end`);
  else if (expected && expected !== "nothing") throw fault("the array has no end");
}
