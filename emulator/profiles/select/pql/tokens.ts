import { refusal } from "./refusal";

/** A value that an expression contains. */
export type Literal = string | number | boolean;

/** A token of an expression. `at` is its position in characters. */
export type Token =
  { kind: "word" | "symbol"; value: string; at: number } | { kind: "literal"; value: Literal; at: number };

const tokenPattern =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_$][\w$]*)|(?<symbol>!=|<=|>=|=>|[=<>()[\],.!]))/y;

/** Splits an expression into its tokens. */
export function tokenize(pql: string): Token[] {
  const tokens: Token[] = [];
  const source = pql.trimEnd();
  tokenPattern.lastIndex = 0;
  for (let from = 0; from < source.length; from = tokenPattern.lastIndex) {
    const match = tokenPattern.exec(source);
    if (!match?.groups) throw refusal(pql, from);
    const at = from + match[0].search(/\S/);
    const { string, number, word, symbol } = match.groups;
    if (string !== undefined) tokens.push({ kind: "literal", value: unescaped(string, { pql, at }), at });
    else if (number !== undefined) tokens.push({ kind: "literal", value: Number(number), at });
    else if (word !== undefined) tokens.push({ kind: "word", value: word, at });
    else tokens.push({ kind: "symbol", value: symbol as string, at });
  }
  return tokens;
}

function unescaped(string: string, { pql, at }: { pql: string; at: number }): string {
  return string.slice(1, -1).replace(/\\(.)/gs, (escape, character: string) => {
    if (/["'\\]/.test(character)) return character;
    throw refusal(pql, at, `write ${JSON.stringify(escape)} for a backslash in a string`);
  });
}
