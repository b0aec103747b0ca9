const whitespace = " \\t\\n\\x{0b}\\f\\r";
const lineEnds = "\\n\\r\\x{85}\\x{2028}\\x{2029}";

/** Tokens that mean different things in Java and RE2, with what RE2 needs for Java's meaning. */
const translations = new Map([
  [".", `[^${lineEnds}]`],
  ["$", `(?:(?:\\r\\n|[${lineEnds}])?\\z)`],
  ["\\s", `[${whitespace}]`],
  ["\\S", `[^${whitespace}]`],
]);

/** Escapes of ASCII classes, control characters and ASCII punctuation. */
const escape = String.raw`\\(?:[dDwWtnrf]|[!-/:-@[-^${"`"}{-~])`;
const token = new RegExp(
  [
    String.raw`[.$]|\\[sS]`,
    escape,
    // In Java, a quantifier after a quantifier makes it possessive.
    String.raw`(?:[*+?]|\{\d{1,3}(?:,(?:\d{1,3})?)?\})\??(?![*+?{])`,
    String.raw`\((?:\?:)?(?!\?)|[)|^]`,
    // RE2 reads Java's nested classes and intersections differently. Neither has ranges of classes.
    String.raw`\[\^?(?:(?!&&|-\\|\\[dDwWs]-)(?:\\s|${escape}|[^\\[\]^]|(?<!\[)\^))+\]`,
    String.raw`[^\\.^$|?*+()[\]{}]`,
  ].join("|"),
  "uy",
);

/**
 * Translates a regular expression of Java, which PQL's `matches` takes, to RE2, which DuckDB takes.
 * Undefined if RE2 has no equivalent, for example for look-aheads and references to groups.
 */
export function toRe2(java: string): string | undefined {
  const [, flag = "", pattern = ""] = /^(\(\?i\))?(.*)$/s.exec(java) ?? [];
  // With `(?i)` Java ignores the case of ASCII letters only, RE2 that of all letters.
  if (flag !== "" && !/^\p{ASCII}*$/u.test(pattern)) return undefined;
  if (!isWellFormed(pattern)) return undefined;
  let re2 = flag;
  for (token.lastIndex = 0; token.lastIndex < pattern.length;) {
    const found = token.exec(pattern)?.[0];
    if (found === undefined) return undefined;
    re2 += translations.get(found) ?? withinClass(found);
  }
  return re2;
}

const withinClass = (part: string): string =>
  part.replace(/\\(.)/gsu, (whole, character) => (character === "s" ? whitespace : whole));

/** Whether groups, ranges and repetitions are well-formed. JavaScript writes them as Java does. */
function isWellFormed(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
