const whitespace = " \\t\\n\\x{0b}\\f\\r";
const lineEnds = "\\n\\r\\x{85}\\x{2028}\\x{2029}";

/** Tokens that Java and RE2 read differently, as RE2 writes what Java reads. */
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
    // A quantifier behind a quantifier would make it possessive in Java.
    String.raw`(?:[*+?]|\{\d{1,3}(?:,(?:\d{1,3})?)?\})\??(?![*+?{])`,
    String.raw`\((?:\?:)?(?!\?)|[)|^]`,
    // Java's nested classes and intersections would be other classes to RE2, and neither has ranges of classes.
    String.raw`\[\^?(?:(?!&&|-\\|\\[dDwWs]-)(?:\\s|${escape}|[^\\[\]^]|(?<!\[)\^))+\]`,
    String.raw`[^\\.^$|?*+()[\]{}]`,
  ].join("|"),
  "uy",
);

/**
 * A regular expression of Java's, which is what PQL's `matches` takes, as one of DuckDB's that matches the same; undefined where
 * there is none, such as for look-aheads and references to groups.
 */
export function toRe2(java: string): string | undefined {
  const [, flag = "", pattern = ""] = /^(\(\?i\))?(.*)$/s.exec(java) ?? [];
  // Java folds the case of ASCII letters only, RE2 that of all.
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

/** Whether groups, ranges and repetitions are right, which are written alike in JavaScript. */
function isWellFormed(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
